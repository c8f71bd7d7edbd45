package fluxj.services.jobmanager.plugins.builtin;

import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// A limit that the `[policy]` table sets for all jobs, and `[queues.<name>.policy]` for those of a
/// queue; a virtual queue has what its parent has where it says nothing itself.
///
/// @param <T> the limit
final class QueueLimits<T> {
    private final Optional<T> general;
    private final Map<String, T> byQueue = new HashMap<>();
    private final Map<String, String> parents = new HashMap<>();

    private QueueLimits(Optional<T> general) {
        this.general = general;
    }

    static <T> QueueLimits<T> none() {
        return new QueueLimits<>(Optional.empty());
    }

    /// Reads them all.
    ///
    /// @param reader reads one from a table that may have a `policy`, and is told where that stands
    static <T> QueueLimits<T> read(
            JsonObject config, BiFunction<JsonObject, String, Optional<T>> reader) {
        QueueLimits<T> limits = new QueueLimits<>(reader.apply(config, ""));
        JsonObject queues = config.object("queues").orElse(JsonObject.EMPTY);
        for (String name : queues.keys()) {
            JsonObject queue = queues.object(name).orElse(JsonObject.EMPTY);
            reader.apply(queue, "queues." + name + ".")
                    .ifPresent(limit -> limits.byQueue.put(name, limit));
            queue.text("parent").ifPresent(parent -> limits.parents.put(name, parent));
        }
        return limits;
    }

    boolean isEmpty() {
        return general.isEmpty() && byQueue.isEmpty();
    }

    /// What counts for a queue, the nearest first: its own, its parent's, that of all jobs.
    List<T> nearest(Optional<String> queue) {
        List<T> found = new ArrayList<>();
        if (queue.isPresent()) {
            add(found, byQueue.get(queue.get()));
            @Nullable String parent = parents.get(queue.get());
            if (parent != null) {
                add(found, byQueue.get(parent));
            }
        }
        general.ifPresent(found::add);
        return found;
    }

    private static <T> void add(List<T> list, @Nullable T limit) {
        if (limit != null) {
            list.add(limit);
        }
    }

    /// The nearest.
    Optional<T> first(Optional<String> queue) {
        return nearest(queue).stream().findFirst();
    }
}
