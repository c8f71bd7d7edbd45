package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.WallClock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// All objects of the API, with the rules of a Kubernetes API server: one resource version that
/// grows with every change, changes refused when somebody else was faster, objects that stay until
/// their finalizers are gone, status apart from the rest, and the webhook of workflows (spec coral2
/// 4.4, 4.6, 8.3). Confined. Those who watch are told at once and change nothing while they are.
public final class ObjectStore {
    /// How many changes of a kind are remembered; a watch from before is told 410.
    private static final int HISTORY = 4096;

    private static final int MICROS = 1_000_000;

    /// Which part of an object a change is about.
    public enum Part {
        /// All but the status of kinds that have it apart.
        MAIN,
        /// The status alone.
        STATUS
    }

    /// What a delete did.
    ///
    /// @param object what is left of it, or was last
    /// @param gone false when it waits for its finalizers
    public record Deletion(JsonObject object, boolean gone) {}

    /// What is told of a kind until it is closed.
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private final WallClock clock;
    private final NewObjects newObjects;
    private final int historySize;
    private final Map<ApiKind, KindStore> kinds = new LinkedHashMap<>();
    private Optional<String> refusal = Optional.empty();
    private long version = 1;

    /// A store of nothing but the namespace `default` and what kinds there are.
    public ObjectStore(WallClock clock, RandomGenerator random) {
        this(clock, random, HISTORY);
    }

    ObjectStore(WallClock clock, RandomGenerator random, int historySize) {
        this.clock = clock;
        newObjects = new NewObjects(random);
        this.historySize = historySize;
        create(ApiKinds.NAMESPACE, "", JsonObject.of("metadata", JsonObject.of("name", "default")));
        for (ApiKind kind : ApiKinds.all()) {
            if (Definitions.defines(kind)) {
                create(ApiKinds.DEFINITION, "", Definitions.of(kind, now()));
            }
        }
    }

    /// The kind of a name in paths.
    ///
    /// @throws ApiException 404 when there is none
    public static ApiKind kind(String group, String plural) {
        return ApiKinds.find(group, plural).orElseThrow(ApiException::noSuchResource);
    }

    /// From now on the webhook refuses new workflows with that text, as it does when its controller
    /// is ill; empty for no longer.
    public void refuseWorkflows(Optional<String> text) {
        refusal = text;
    }

    /// The resource version of the last change.
    public long version() {
        return version;
    }

    /// The clock that stamps objects.
    public WallClock clock() {
        return clock;
    }

    private KindStore store(ApiKind kind) {
        return kinds.computeIfAbsent(kind, _ -> new KindStore(historySize));
    }

    /// One object.
    ///
    /// @throws ApiException 404 when there is none
    public JsonObject get(ApiKind kind, ObjectKey key) {
        JsonObject found = store(kind).get(key);
        if (found == null) {
            throw ApiException.notFound(kind, key.name());
        }
        return found;
    }

    /// How many objects of a kind there are.
    public int count(ApiKind kind) {
        return store(kind).size();
    }

    /// Objects of a kind, in the order of their names.
    ///
    /// @param limit how many at most, 0 for all
    /// @param place where an earlier list ended, empty for the beginning
    /// @throws ApiException 400 for a place that is none, 410 for one from too long ago
    public Listing list(ApiKind kind, Filter filter, int limit, String place) {
        KindStore store = store(kind);
        Listing.Place from = Listing.Place.of(place);
        if (from != null && from.version() < store.forgotten()) {
            throw ApiException.expired(from.version(), store.forgotten());
        }
        List<JsonObject> items = new ArrayList<>();
        int more = 0;
        for (JsonObject each : store.candidates(filter, from == null ? null : from.after())) {
            if (!filter.matches(each)) {
                continue;
            }
            if (limit > 0 && items.size() == limit) {
                more++;
            } else {
                items.add(each);
            }
        }
        long at = from == null ? version : from.version();
        String next = more == 0 ? "" : new Listing.Place(at, Metadata.key(items.getLast())).token();
        return new Listing(List.copyOf(items), at, next, more);
    }

    /// Keeps a new object.
    ///
    /// @param namespace where, empty for kinds of the whole cluster
    /// @throws ApiException 409 when it is there already, and for all that is wrong with it
    public JsonObject create(ApiKind kind, String namespace, JsonObject object) {
        return keep(kind, created(kind, namespace, object));
    }

    /// What [#create] would keep.
    public JsonObject created(ApiKind kind, String namespace, JsonObject object) {
        ObjectKey key = newObjects.key(kind, namespace, object);
        if (kind.namespaced()) {
            get(ApiKinds.NAMESPACE, new ObjectKey("", namespace));
        }
        if (store(kind).get(key) != null) {
            throw ApiException.alreadyExists(kind, key.name());
        }
        JsonObject made = newObjects.made(kind, key, object, now());
        JsonObject whole = admitted(kind, Schemas.shaped(kind, made));
        Schemas.check(kind, whole);
        return whole;
    }

    private JsonObject admitted(ApiKind kind, JsonObject object) {
        if (!kind.equals(ApiKinds.WORKFLOW)) {
            return object;
        }
        if (refusal.isPresent()) {
            throw WorkflowAdmission.denied(refusal.get());
        }
        JsonObject completed = WorkflowAdmission.completed(object);
        WorkflowAdmission.checkNew(completed);
        return completed;
    }

    /// Changes an object.
    ///
    /// @param change makes what it is to be of what it is; when it names a resource version, the
    ///   object must have that one
    /// @throws ApiException 404, 409 when somebody else was faster, and for all that is wrong
    public JsonObject update(
            ApiKind kind, ObjectKey key, Part part, UnaryOperator<JsonObject> change) {
        JsonObject old = get(kind, key);
        JsonObject next = updated(kind, key, part, change);
        if (next.equals(old)) {
            return old;
        }
        if (Metadata.isEnding(next) && Metadata.finalizers(next).size() == 0) {
            return forget(kind, next);
        }
        return keep(kind, next);
    }

    /// What [#update] would keep.
    public JsonObject updated(
            ApiKind kind, ObjectKey key, Part part, UnaryOperator<JsonObject> change) {
        JsonObject old = get(kind, key);
        JsonObject wanted = change.apply(old);
        ChangeRules.checkTarget(kind, old, wanted);
        JsonObject shaped = Schemas.shaped(kind, wanted);
        JsonObject next =
                switch (part) {
                    case MAIN -> ChangeRules.next(kind, old, shaped);
                    case STATUS -> ChangeRules.withStatusOf(old, shaped);
                };
        if (next.equals(old)) {
            return old;
        }
        ChangeRules.checkFinalizers(kind, old, next);
        if (kind.equals(ApiKinds.WORKFLOW)) {
            WorkflowAdmission.checkChange(old, next);
        }
        Schemas.check(kind, next);
        return next;
    }

    /// Asks for the end of an object.
    ///
    /// @throws ApiException 404 when there is none
    public Deletion delete(ApiKind kind, ObjectKey key) {
        JsonObject old = get(kind, key);
        if (Metadata.finalizers(old).size() == 0) {
            return new Deletion(forget(kind, old), true);
        }
        if (Metadata.isEnding(old)) {
            return new Deletion(old, false);
        }
        JsonObject metadata =
                Metadata.of(old).toBuilder()
                        .put("deletionTimestamp", now())
                        .put("deletionGracePeriodSeconds", 0)
                        .put("generation", Metadata.of(old).whole("generation").orElse(0L) + 1)
                        .build();
        return new Deletion(keep(kind, Metadata.with(old, metadata)), false);
    }

    private JsonObject keep(ApiKind kind, JsonObject object) {
        JsonObject stamped = stamped(object);
        store(kind).put(stamped, version);
        return stamped;
    }

    private JsonObject forget(ApiKind kind, JsonObject object) {
        JsonObject stamped = stamped(object);
        store(kind).remove(stamped, version);
        return stamped;
    }

    private JsonObject stamped(JsonObject object) {
        version++;
        return Metadata.with(
                object,
                Metadata.of(object).with("resourceVersion", JsonValue.of(Long.toString(version))));
    }

    private String now() {
        return Instant.ofEpochSecond(clock.epochMicros() / MICROS).toString();
    }

    /// Tells what happens to a kind from now on, after what happened since a version.
    ///
    /// @param from a resource version, 0 to be told first what is there
    /// @throws ApiException 410 when it is not known any more what happened since then, or when it
    ///   is no version of this store's
    public Subscription watch(ApiKind kind, long from, Consumer<Change> watcher) {
        KindStore store = store(kind);
        if (from != 0 && (from < store.forgotten() || from > version)) {
            throw ApiException.expired(from, from > version ? version : store.forgotten());
        }
        if (from == 0) {
            for (JsonObject each : store.candidates(Filter.of("", "", ""), null)) {
                watcher.accept(new Change(Change.Type.ADDED, Metadata.version(each), each, null));
            }
        } else {
            store.since(from).forEach(watcher);
        }
        store.watch(watcher);
        return () -> store.unwatch(watcher);
    }

    /// Forgets what happened so far: watches from before are told 410.
    public void compact() {
        kinds.values().forEach(store -> store.compact(version));
    }

    /// Takes back an object that an earlier store had, or had no longer.
    void restore(ApiKind kind, JsonObject object, boolean gone) {
        if (gone) {
            store(kind).remove(object, Metadata.version(object));
        } else {
            store(kind).put(object, Metadata.version(object));
        }
    }

    /// Goes on from the version that an earlier store had come to; watches from before are told
    /// 410.
    void resume(long last) {
        version = Math.max(version, last);
        ApiKinds.all().forEach(kind -> store(kind).compact(version));
    }
}
