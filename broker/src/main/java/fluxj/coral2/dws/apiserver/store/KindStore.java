package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The objects of one kind, what happened to them lately, and who wants to know what will. Objects
/// are found by the workflow that they belong to without looking at the others.
final class KindStore {
    /// The label by which children name their workflow.
    private static final String WORKFLOW_LABEL = ApiKinds.DWS + "/workflow.name";

    private static final String LAST_NAME = "\uffff";

    private final int historySize;
    private final NavigableMap<ObjectKey, JsonObject> objects = new TreeMap<>();
    private final Map<String, NavigableMap<ObjectKey, JsonObject>> byWorkflow = new TreeMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final Set<Consumer<Change>> watchers = new LinkedHashSet<>();
    private long forgotten;

    KindStore(int historySize) {
        this.historySize = historySize;
    }

    @Nullable JsonObject get(ObjectKey key) {
        return objects.get(key);
    }

    int size() {
        return objects.size();
    }

    /// The objects after a key that may match, in order; the caller asks the filter.
    Iterable<JsonObject> candidates(Filter filter, @Nullable ObjectKey after) {
        Optional<String> workflow = filter.labels().only(WORKFLOW_LABEL);
        NavigableMap<ObjectKey, JsonObject> from =
                workflow.isEmpty()
                        ? objects
                        : byWorkflow.getOrDefault(workflow.get(), new TreeMap<>());
        if (!filter.namespace().isEmpty()) {
            String namespace = filter.namespace();
            from =
                    from.subMap(
                            new ObjectKey(namespace, filter.name().orElse("")),
                            true,
                            new ObjectKey(namespace, filter.name().orElse(LAST_NAME)),
                            true);
        }
        if (after == null || from.isEmpty() || after.compareTo(from.firstKey()) < 0) {
            return from.values();
        }
        return after.compareTo(from.lastKey()) >= 0
                ? List.of()
                : from.tailMap(after, false).values();
    }

    /// Keeps what an object is now, and tells it.
    void put(JsonObject object, long version) {
        ObjectKey key = Metadata.key(object);
        JsonObject before = objects.put(key, object);
        if (before != null) {
            unlink(key, before);
        }
        workflowOf(object)
                .ifPresent(
                        workflow ->
                                byWorkflow
                                        .computeIfAbsent(workflow, _ -> new TreeMap<>())
                                        .put(key, object));
        tell(
                new Change(
                        before == null ? Change.Type.ADDED : Change.Type.MODIFIED,
                        version,
                        object,
                        before));
    }

    /// Forgets an object, and tells what it was last.
    void remove(JsonObject last, long version) {
        ObjectKey key = Metadata.key(last);
        JsonObject before = objects.remove(key);
        if (before != null) {
            unlink(key, before);
            tell(new Change(Change.Type.DELETED, version, last, before));
        }
    }

    private void unlink(ObjectKey key, JsonObject before) {
        String workflow = workflowOf(before).orElse("");
        NavigableMap<ObjectKey, JsonObject> children = byWorkflow.get(workflow);
        if (children != null) {
            children.remove(key);
            if (children.isEmpty()) {
                byWorkflow.remove(workflow);
            }
        }
    }

    private static Optional<String> workflowOf(JsonObject object) {
        return Metadata.labels(object).text(WORKFLOW_LABEL);
    }

    private void tell(Change change) {
        history.addLast(change);
        if (history.size() > historySize) {
            forgotten = history.removeFirst().version();
        }
        for (Consumer<Change> watcher : List.copyOf(watchers)) {
            watcher.accept(change);
        }
    }

    /// Forgets all that happened, as an API server does from time to time.
    void compact(long version) {
        history.clear();
        forgotten = version;
    }

    /// The last version of which it is not known any more what happened up to it.
    long forgotten() {
        return forgotten;
    }

    /// What happened after a version, in order.
    List<Change> since(long version) {
        List<Change> later = new ArrayList<>();
        Iterator<Change> backwards = history.descendingIterator();
        while (backwards.hasNext()) {
            Change change = backwards.next();
            if (change.version() <= version) {
                break;
            }
            later.add(change);
        }
        return later.reversed();
    }

    void watch(Consumer<Change> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<Change> watcher) {
        watchers.remove(watcher);
    }
}
