package fluxj.services.schedsimple.pool;

import fluxj.job.spec.ResourceRequest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/// The same choice as [NodePool] makes, by a walk over all nodes: short enough to be believed.
final class NaivePool {
    static final class NaiveNode {
        final int cores;
        final Set<Integer> freeCores = new TreeSet<>();
        final Set<Integer> freeGpus = new TreeSet<>();
        boolean up;

        NaiveNode(int cores, int gpus) {
            this.cores = cores;
            for (int i = 0; i < cores; i++) {
                freeCores.add(i);
            }
            for (int i = 0; i < gpus; i++) {
                freeGpus.add(i);
            }
        }
    }

    /// What one node gives.
    record Part(List<Integer> cores, List<Integer> gpus) {}

    final Map<Integer, NaiveNode> nodes = new TreeMap<>();
    private final Fit fit;

    NaivePool(Fit fit) {
        this.fit = fit;
    }

    /// Parts by rank; none when there is not enough.
    Map<Integer, Part> allocate(ResourceRequest request, IntPredicate eligible) {
        List<Integer> order = new ArrayList<>();
        nodes.forEach(
                (rank, node) -> {
                    if (node.up && eligible.test(rank)) {
                        order.add(rank);
                    }
                });
        Comparator<Integer> byFree =
                Comparator.<Integer>comparingInt(rank -> nodes.get(rank).freeCores.size())
                        .thenComparingInt(rank -> nodes.get(rank).freeGpus.size());
        switch (fit) {
            case WORST -> order.sort(byFree.reversed());
            case BEST -> order.sort(byFree);
            case FIRST -> {
                // Ranks ascend already.
            }
        }
        Map<Integer, Part> parts = new TreeMap<>();
        long taken = 0;
        long max =
                request.nodes().isPresent() ? request.nodes().get().max() : request.slots().max();
        for (int rank : order) {
            if (taken >= max) {
                break;
            }
            NaiveNode node = nodes.get(rank);
            long slots = slotsOf(request, node, max - taken);
            if (slots > 0) {
                boolean whole = request.isExclusive();
                parts.put(
                        rank,
                        new Part(
                                lowest(
                                        node.freeCores,
                                        whole ? node.freeCores.size() : slots * request.slotSize()),
                                lowest(
                                        node.freeGpus,
                                        whole
                                                ? node.freeGpus.size()
                                                : slots * request.slotGpus())));
                taken += request.nodes().isPresent() ? 1 : slots;
            }
        }
        long min = request.nodes().isPresent() ? request.nnodes() : request.nslots();
        if (taken < min) {
            return Map.of();
        }
        parts.forEach(
                (rank, part) -> {
                    nodes.get(rank).freeCores.removeAll(part.cores);
                    nodes.get(rank).freeGpus.removeAll(part.gpus);
                });
        return parts;
    }

    private static long slotsOf(ResourceRequest request, NaiveNode node, long left) {
        long fits =
                Math.min(
                        node.freeCores.size() / request.slotSize(),
                        request.slotGpus() == 0
                                ? Long.MAX_VALUE
                                : node.freeGpus.size() / request.slotGpus());
        if (request.isExclusive()) {
            return node.freeCores.size() == node.cores && fits > 0 ? request.slots().min() : 0;
        }
        if (request.nodes().isPresent()) {
            return fits >= request.slots().min() ? request.slots().min() : 0;
        }
        return Math.min(fits, left);
    }

    private static List<Integer> lowest(Set<Integer> ids, long count) {
        return ids.stream().limit(count).toList();
    }

    void free(int rank, Part part) {
        nodes.get(rank).freeCores.addAll(part.cores);
        nodes.get(rank).freeGpus.addAll(part.gpus);
    }
}
