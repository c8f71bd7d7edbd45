package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.apiserver.store.ApiException;
import fluxj.coral2.dws.apiserver.store.ApiKind;
import fluxj.coral2.dws.apiserver.store.ApiKinds;
import fluxj.coral2.dws.apiserver.store.Change;
import fluxj.coral2.dws.apiserver.store.Filter;
import fluxj.coral2.dws.apiserver.store.Listing;
import fluxj.coral2.dws.apiserver.store.ObjectKey;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.coral2.dws.apiserver.store.ObjectStore.Part;
import fluxj.coral2.dws.apiserver.store.Patches;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A store of objects used in place, without HTTP: answers and events come on a later turn of the
/// reactor, as those of an API do.
public final class LocalKubernetes implements Kubernetes {
    private final ObjectStore store;
    private final Reactor reactor;

    /// The objects of a store on the same reactor.
    public LocalKubernetes(ObjectStore store, Reactor reactor) {
        this.store = store;
        this.reactor = reactor;
    }

    private <T> Promise<T> later(boolean creates, Supplier<T> work) {
        Deferred<T> result = new Deferred<>();
        reactor.post(
                () -> {
                    T value;
                    try {
                        value = work.get();
                    } catch (ApiException e) {
                        result.fail(new FluxException(errno(e.code(), creates), e.text()));
                        return;
                    }
                    result.complete(value);
                });
        return result;
    }

    private static Errno errno(int code, boolean creates) {
        return switch (code) {
            case 400, 415, 422 -> Errno.EINVAL;
            case 403 -> Errno.EACCES;
            case 404 -> Errno.ENOENT;
            case 409 -> creates ? Errno.EEXIST : Errno.EAGAIN;
            case 410 -> Errno.ESTALE;
            default -> Errno.EIO;
        };
    }

    private static ApiKind kind(Kind kind) {
        return ObjectStore.kind(kind.group(), kind.plural());
    }

    private static ObjectKey key(Kind kind, ObjectName name) {
        return new ObjectKey(kind.namespaced() ? name.namespace() : "", name.name());
    }

    private static JsonObject shown(Kind kind, JsonObject object) {
        String version = ApiKinds.versions(kind.group()).getFirst();
        JsonObject.Builder shown = JsonObject.builder();
        shown.put("apiVersion", kind.group().isEmpty() ? version : kind.group() + "/" + version);
        object.members().forEach(shown::put);
        return shown.build();
    }

    @Override
    public Promise<JsonObject> get(Kind kind, ObjectName name) {
        return later(false, () -> shown(kind, store.get(kind(kind), key(kind, name))));
    }

    @Override
    public Promise<JsonObject> list(Kind kind, Selection which) {
        return later(
                false,
                () -> {
                    Listing listing = store.list(kind(kind), filter(which), which.limit(), "");
                    List<JsonValue> items = new ArrayList<>();
                    listing.items().forEach(item -> items.add(shown(kind, item)));
                    String version = Long.toString(listing.version());
                    return JsonObject.builder()
                            .put("kind", kind.name() + "List")
                            .put("metadata", JsonObject.of("resourceVersion", version))
                            .put("items", new JsonArray(items))
                            .build();
                });
    }

    private static Filter filter(Selection which) {
        return Filter.of(which.namespace(), which.labels(), "");
    }

    @Override
    public Promise<JsonObject> create(Kind kind, JsonObject object) {
        String namespace =
                object.object("metadata")
                        .flatMap(metadata -> metadata.text("namespace"))
                        .orElse(ObjectName.DEFAULT);
        return later(
                true,
                () ->
                        shown(
                                kind,
                                store.create(
                                        kind(kind), kind.namespaced() ? namespace : "", object)));
    }

    @Override
    public Promise<JsonObject> merge(Kind kind, ObjectName name, JsonObject patch) {
        return merge(kind, name, Part.MAIN, patch);
    }

    @Override
    public Promise<JsonObject> mergeStatus(Kind kind, ObjectName name, JsonObject patch) {
        return merge(kind, name, Part.STATUS, patch);
    }

    private Promise<JsonObject> merge(Kind kind, ObjectName name, Part part, JsonObject patch) {
        return later(
                false,
                () ->
                        shown(
                                kind,
                                store.update(
                                        kind(kind),
                                        key(kind, name),
                                        part,
                                        old -> Patches.merge(old, patch))));
    }

    @Override
    public Promise<Empty> delete(Kind kind, ObjectName name) {
        return later(
                false,
                () -> {
                    store.delete(kind(kind), key(kind, name));
                    return Empty.EMPTY;
                });
    }

    @Override
    public Promise<String> log(ObjectName pod) {
        return get(Kind.POD, pod).map(object -> ChildObjects.log(object));
    }

    @Override
    public Watch watch(
            Kind kind,
            Selection which,
            Consumer<ObjectEvent> onEvent,
            Consumer<Trouble> onTrouble) {
        return new LocalWatch(kind, filter(which), onEvent);
    }

    private final class LocalWatch implements Watch {
        private final Kind kind;
        private final Filter filter;
        private final Consumer<ObjectEvent> onEvent;
        private final ObjectStore.Subscription subscription;
        private boolean closed;

        LocalWatch(Kind kind, Filter filter, Consumer<ObjectEvent> onEvent) {
            this.kind = kind;
            this.filter = filter;
            this.onEvent = onEvent;
            subscription = store.watch(kind(kind), 0, this::onChange);
        }

        private void onChange(Change change) {
            Optional<Change.Type> type = change.seenThrough(filter);
            if (type.isPresent()) {
                ObjectEvent event = new ObjectEvent(type(type.get()), shown(kind, change.object()));
                reactor.post(() -> deliver(event));
            }
        }

        private void deliver(ObjectEvent event) {
            if (!closed) {
                onEvent.accept(event);
            }
        }

        @Override
        public Promise<Empty> refresh() {
            return later(false, () -> Empty.EMPTY);
        }

        @Override
        public void close() {
            closed = true;
            subscription.close();
        }
    }

    private static ObjectEvent.Change type(Change.Type type) {
        return switch (type) {
            case ADDED -> ObjectEvent.Change.ADDED;
            case MODIFIED -> ObjectEvent.Change.MODIFIED;
            case DELETED -> ObjectEvent.Change.DELETED;
        };
    }

    @Override
    public void close() {
        // The store belongs to somebody else.
    }
}
