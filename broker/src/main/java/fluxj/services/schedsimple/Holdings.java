package fluxj.services.schedsimple;

import fluxj.job.ResourceSet;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// What each job has.
final class Holdings {
    /// A job's resources.
    ///
    /// @param end when its time ends; 0 for never
    record Held(long id, ResourceSet resources, double end) {}

    private static final Comparator<Held> BY_END =
            Comparator.comparingDouble(Held::end).thenComparingLong(Held::id);

    private final Map<Long, Held> byId = new HashMap<>();
    private final NavigableSet<Held> ending = new TreeSet<>(BY_END);

    void put(long id, ResourceSet resources, double end) {
        remove(id);
        Held held = new Held(id, resources, end);
        byId.put(id, held);
        if (end > 0) {
            ending.add(held);
        }
    }

    Optional<Held> get(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    void remove(long id) {
        @Nullable Held held = byId.remove(id);
        if (held != null) {
            ending.remove(held);
        }
    }

    /// Those whose time ends, the earliest first.
    NavigableSet<Held> ending() {
        return ending;
    }
}
