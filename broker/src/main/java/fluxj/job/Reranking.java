package fluxj.job;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/// Gives nodes the ranks of their hosts' places in a list; nodes of one host keep their order.
final class Reranking {
    private Reranking() {}

    /// For each new rank the old one.
    ///
    /// @param hosts the hosts of the old ranks, ascending
    static int[] of(Idset ranks, Hostlist hosts, Hostlist order) {
        int size = ranks.size();
        if (order.size() != size) {
            throw new FormatException(
                    "Number of hosts (%d) is %s than node count (%d)"
                            .formatted(
                                    order.size(), order.size() > size ? "greater" : "less", size));
        }
        Map<String, Deque<Integer>> left = ranksByHost(ranks, hosts);
        int[] from = new int[size];
        int rank = 0;
        for (String host : order) {
            Deque<Integer> old = left.get(host);
            if (old == null || old.isEmpty()) {
                throw new FormatException("Host " + host + " not found in resources");
            }
            from[rank++] = old.removeFirst();
        }
        return from;
    }

    private static Map<String, Deque<Integer>> ranksByHost(Idset ranks, Hostlist hosts) {
        Map<String, Deque<Integer>> byHost = new TreeMap<>();
        Iterator<String> names = hosts.iterator();
        ranks.forEach(
                rank -> {
                    if (names.hasNext()) {
                        byHost.computeIfAbsent(names.next(), _ -> new ArrayDeque<>()).add(rank);
                    }
                });
        return byHost;
    }
}
