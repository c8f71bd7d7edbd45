package fluxj.coral2.pals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The ports of an instance. As long as two are free, the last that came back go first, as in
/// flux-coral2; then two that no job on the same hosts has, so that jobs on other nodes do not
/// stand in each other's way.
final class PortPool {
    private final int min;
    private final int max;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final int[] holders;
    private final Map<String, BitSet> byHost = new HashMap<>();

    /// All free.
    ///
    /// @param max the port after the last
    PortPool(int min, int max) {
        this.min = min;
        this.max = max;
        holders = new int[max - min];
        for (int port = min; port < max; port++) {
            free.push(port);
        }
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    /// How many nobody holds.
    int free() {
        return free.size();
    }

    /// Two ports for a job on these hosts; empty when there are none.
    Optional<List<Integer>> take(Iterable<String> hosts) {
        if (free.size() >= 2) {
            List<Integer> ports = List.of(free.pop(), free.pop());
            hold(ports, hosts);
            return Optional.of(ports);
        }
        BitSet used = new BitSet(max - min);
        for (String host : hosts) {
            used.or(byHost.getOrDefault(host, new BitSet(0)));
        }
        int first = used.previousClearBit(max - min - 1);
        int second = first <= 0 ? -1 : used.previousClearBit(first - 1);
        if (second < 0) {
            return Optional.empty();
        }
        List<Integer> ports = List.of(min + first, min + second);
        free.removeAll(ports);
        hold(ports, hosts);
        return Optional.of(ports);
    }

    /// Withdraws the ports that a job on these hosts has already. Ports of another range are its
    /// own affair.
    void withdraw(List<Integer> ports, Iterable<String> hosts) {
        List<Integer> ours = ours(ports);
        free.removeAll(ours);
        hold(ours, hosts);
    }

    private List<Integer> ours(List<Integer> ports) {
        return ports.stream().filter(port -> port >= min && port < max).toList();
    }

    private void hold(List<Integer> ports, Iterable<String> hosts) {
        for (int port : ports) {
            holders[port - min]++;
        }
        for (String host : distinct(hosts)) {
            BitSet used = byHost.computeIfAbsent(host, _ -> new BitSet(max - min));
            ports.forEach(port -> used.set(port - min));
        }
    }

    /// Gives a job's ports back, in the order in which it has them.
    void release(List<Integer> ports, Iterable<String> hosts) {
        for (int port : ours(ports)) {
            if (--holders[port - min] == 0) {
                free.push(port);
            }
            for (String host : distinct(hosts)) {
                BitSet used = byHost.getOrDefault(host, new BitSet(0));
                used.clear(port - min);
                if (used.isEmpty()) {
                    byHost.remove(host);
                }
            }
        }
    }

    private static Set<String> distinct(Iterable<String> hosts) {
        Set<String> names = new HashSet<>();
        hosts.forEach(names::add);
        return names;
    }

    /// Ports that are neither free nor held by anybody; there should be none.
    List<Integer> lost() {
        Set<Integer> idle = new HashSet<>(free);
        List<Integer> lost = new ArrayList<>();
        for (int port = min; port < max; port++) {
            if (holders[port - min] == 0 && !idle.contains(port)) {
                lost.add(port);
            }
        }
        return lost;
    }
}
