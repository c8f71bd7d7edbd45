package fluxj.format;

import java.util.Map;
import java.util.TreeMap;

/// The `custom` scheme: parents named host by host in the `[bootstrap]` table.
final class CustomTopology {
    private static final String PREFIX = "Config file [bootstrap] hosts:";

    private CustomTopology() {}

    static void setParents(int[] parents, Hostlist hosts, Map<Integer, String> parentHosts) {
        if (parentHosts.isEmpty()) {
            return;
        }
        int[] flat = parents.clone();
        Map<Integer, String> inRankOrder = new TreeMap<>(parentHosts);
        inRankOrder.forEach((rank, parent) -> parents[rank] = parentRank(rank, parent, hosts));
        if (!isTree(parents)) {
            refuseFirstCycle(flat, inRankOrder, hosts);
        }
    }

    private static int parentRank(int rank, String parent, Hostlist hosts) {
        if (rank == 0) {
            throw new FormatException(
                    PREFIX
                            + " rank 0 ("
                            + hosts.get(0)
                            + ") may not have a parent in a tree topology");
        }
        return hosts.find(parent)
                .orElseThrow(
                        () ->
                                new FormatException(
                                        PREFIX
                                                + (" invalid parent \"" + parent + "\" for ")
                                                + hosts.get(rank)
                                                + (" (rank " + rank + ")")));
    }

    /// Whether every rank reaches 0 by its parents. Linear: a rank seen once is not walked again.
    static boolean isTree(int[] parents) {
        int[] seenFrom = new int[parents.length];
        for (int start = 1; start < parents.length; start++) {
            int rank = start;
            while (rank != 0 && seenFrom[rank] == 0) {
                seenFrom[rank] = start;
                rank = parents[rank];
            }
            if (rank != 0 && seenFrom[rank] == start) {
                return false;
            }
        }
        return true;
    }

    /// Adds parents one by one, as Flux does, to name the rank it would name.
    private static void refuseFirstCycle(
            int[] parents, Map<Integer, String> parentHosts, Hostlist hosts) {
        for (Map.Entry<Integer, String> entry : parentHosts.entrySet()) {
            int rank = entry.getKey();
            int parent = parentRank(rank, entry.getValue(), hosts);
            if (reaches(parents, parent, rank)) {
                throw new FormatException(
                        PREFIX
                                + (" parent \"" + entry.getValue() + "\" for ")
                                + hosts.get(rank)
                                + (" (rank " + rank + ") violates rule against cycles"));
            }
            parents[rank] = parent;
        }
        throw new IllegalStateException("parents are no tree, yet no cycle was found");
    }

    private static boolean reaches(int[] parents, int from, int ancestor) {
        int rank = from;
        while (rank > 0 && rank != ancestor) {
            rank = parents[rank];
        }
        return rank == ancestor;
    }
}
