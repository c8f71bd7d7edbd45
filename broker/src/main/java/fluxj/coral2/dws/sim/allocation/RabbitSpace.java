package fluxj.coral2.dws.sim.allocation;

import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// How much of each rabbit is free (spec coral2 8.3): all of it but what the allocations of Servers
/// take, of jobs and of nobody in particular. Those that another simulator has made are known by
/// their objects.
public final class RabbitSpace {
    private final long capacity;
    private final Consumer<String> onChange;
    private final Map<ObjectName, Map<String, Long>> allocations = new HashMap<>();
    private final Map<String, Long> taken = new HashMap<>();

    /// @param capacity the bytes of each rabbit
    /// @param onChange told the rabbit that has more or less free than before
    public RabbitSpace(long capacity, Consumer<String> onChange) {
        this.capacity = capacity;
        this.onChange = onChange;
    }

    /// The bytes that are free.
    public long free(String rabbit) {
        return Math.max(0, capacity - taken.getOrDefault(rabbit, 0L));
    }

    /// Takes space in place of what the same Servers have there.
    ///
    /// @return false when there is not as much, and all stays as it is
    public boolean take(ObjectName servers, String rabbit, long bytes) {
        long own = allocations.getOrDefault(servers, Map.of()).getOrDefault(rabbit, 0L);
        if (bytes > own && bytes - own > free(rabbit)) {
            return false;
        }
        put(servers, rabbit, bytes);
        return true;
    }

    /// Gives back what Servers have, but on some rabbits.
    public void release(ObjectName servers, Set<String> held) {
        for (String rabbit : new TreeSet<>(allocations.getOrDefault(servers, Map.of()).keySet())) {
            if (!held.contains(rabbit)) {
                put(servers, rabbit, 0);
            }
        }
    }

    private void put(ObjectName servers, String rabbit, long bytes) {
        Map<String, Long> own = allocations.computeIfAbsent(servers, _ -> new TreeMap<>());
        Long before = bytes == 0 ? own.remove(rabbit) : own.put(rabbit, bytes);
        if (own.isEmpty()) {
            allocations.remove(servers);
        }
        long more = bytes - (before == null ? 0 : before);
        if (more != 0) {
            taken.merge(rabbit, more, Long::sum);
            onChange.accept(rabbit);
        }
    }

    /// Counts what Servers have that somebody else has made.
    public void adopt(ObjectName servers, JsonObject status) {
        if (!allocations.containsKey(servers)) {
            allocated(status).forEach((rabbit, bytes) -> put(servers, rabbit, bytes));
        }
    }

    private static Map<String, Long> allocated(JsonObject status) {
        Map<String, Long> bytes = new TreeMap<>();
        JsonArray sets = status.array("allocationSets").orElse(JsonArray.EMPTY);
        for (JsonValue each : sets) {
            if (each instanceof JsonObject set) {
                set.object("storage")
                        .orElse(JsonObject.EMPTY)
                        .members()
                        .forEach((rabbit, part) -> bytes.merge(rabbit, size(part), Long::sum));
            }
        }
        return bytes;
    }

    private static long size(JsonValue part) {
        return part instanceof JsonObject storage ? storage.whole("allocationSize").orElse(0L) : 0L;
    }
}
