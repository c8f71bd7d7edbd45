package fluxj.routing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who wants which events: topic prefixes per subscriber, counted, so that two users of one prefix
/// may each let go of it (spec broker 7.3).
public final class Subscriptions {
    private final Map<String, Map<String, Integer>> prefixes = new HashMap<>();

    /// Adds one use of a prefix; the empty prefix matches everything.
    public void add(String subscriber, String prefix) {
        prefixes.computeIfAbsent(subscriber, _ -> new LinkedHashMap<>())
                .merge(prefix, 1, Integer::sum);
    }

    /// Takes one use away; false when there was none.
    public boolean remove(String subscriber, String prefix) {
        Map<String, Integer> own = prefixes.get(subscriber);
        if (own == null || !own.containsKey(prefix)) {
            return false;
        }
        own.computeIfPresent(prefix, (_, uses) -> uses == 1 ? null : uses - 1);
        return true;
    }

    /// Forgets a subscriber.
    public void removeAll(String subscriber) {
        prefixes.remove(subscriber);
    }

    /// True when one of the subscriber's prefixes begins the topic.
    public boolean matches(String subscriber, String topic) {
        Map<String, Integer> own = prefixes.get(subscriber);
        if (own == null) {
            return false;
        }
        for (String prefix : own.keySet()) {
            if (topic.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
