package fluxj.services.jobmanager.plugins;

import fluxj.jobtap.AuxKey;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one plugin remembers about jobs, and those whose events it wants. Other jobs take no room.
final class JobMemory {
    private final Map<Long, Map<AuxKey<?>, Object>> jobs = new HashMap<>();

    private final Set<Long> subscribed = new HashSet<>();

    void subscribe(long id) {
        subscribed.add(id);
    }

    void unsubscribe(long id) {
        subscribed.remove(id);
    }

    boolean isSubscribed(long id) {
        return subscribed.contains(id);
    }

    <T> void put(long id, AuxKey<T> key, T value) {
        jobs.computeIfAbsent(id, _ -> new IdentityHashMap<>(2)).put(key, value);
    }

    <T> Optional<T> get(long id, AuxKey<T> key) {
        Map<AuxKey<?>, Object> values = jobs.get(id);
        return values == null ? Optional.empty() : typed(key, values.get(key));
    }

    <T> Optional<T> remove(long id, AuxKey<T> key) {
        Map<AuxKey<?>, Object> values = jobs.get(id);
        if (values == null) {
            return Optional.empty();
        }
        Optional<T> old = typed(key, values.remove(key));
        if (values.isEmpty()) {
            jobs.remove(id);
        }
        return old;
    }

    private static <T> Optional<T> typed(AuxKey<T> key, @Nullable Object value) {
        return Optional.ofNullable(value).map(key::cast);
    }

    void forget(long id) {
        jobs.remove(id);
        subscribed.remove(id);
    }
}
