package fluxj.services.schedsimple.pool;

import fluxj.job.NodeResources;
import fluxj.job.spec.ResourceCount;
import fluxj.job.spec.ResourceRequest;
import fluxj.services.schedsimple.pool.FreeIndex.Level;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses nodes for one request: it first counts, level by level, whether there are enough, and
/// walks nodes only when there are, and only those that it takes.
final class Choice {
    /// A part of a node.
    record Part(int rank, NodeResources resources) {}

    /// What was chosen.
    record Chosen(List<Part> parts, long slots) {}

    private final Node[] nodes;
    private final FreeIndex index;
    private final RankBits eligible;
    private final Fit fit;

    /// @param eligible where the job may run
    Choice(Node[] nodes, FreeIndex index, RankBits eligible, Fit fit) {
        this.nodes = nodes;
        this.index = index;
        this.eligible = eligible;
        this.fit = fit;
    }

    /// Nothing chosen when it is not enough.
    Chosen choose(ResourceRequest request) {
        return request.nodes().isPresent()
                ? nodes(request, request.nodes().get())
                : slots(request, request.slots());
    }

    private static final Chosen NOTHING = new Chosen(List.of(), 0);

    private Chosen nodes(ResourceRequest request, ResourceCount wanted) {
        long perNode = request.slots().min();
        boolean whole = request.isExclusive();
        long cores = whole ? request.slotSize() : perNode * request.slotSize();
        long gpus = whole ? request.slotGpus() : perNode * request.slotGpus();
        RankBits where = whole ? eligible.and(index.idle()) : eligible;
        List<Level> levels = index.atLeast(cores, gpus);
        long found = 0;
        for (Level level : levels) {
            found += level.ranks().common(where);
        }
        if (found < wanted.min()) {
            return NOTHING;
        }
        List<Part> parts = new ArrayList<>();
        for (RankBits ranks : inOrder(levels)) {
            for (int rank = ranks.next(0, where);
                    rank >= 0 && parts.size() < wanted.max();
                    rank = ranks.next(rank + 1, where)) {
                Node node = nodes[rank];
                parts.add(
                        new Part(
                                rank,
                                whole
                                        ? node.lowest(node.freeCores(), node.freeGpus())
                                        : node.lowest(cores, gpus)));
            }
        }
        return new Chosen(parts, perNode * parts.size());
    }

    private Chosen slots(ResourceRequest request, ResourceCount wanted) {
        List<Level> levels = index.atLeast(request.slotSize(), request.slotGpus());
        long found = 0;
        for (Level level : levels) {
            found += slotsOf(level.cores(), level.gpus(), request) * level.ranks().common(eligible);
            if (found >= wanted.max()) {
                break;
            }
        }
        if (found < wanted.min()) {
            return NOTHING;
        }
        List<Part> parts = new ArrayList<>();
        long taken = 0;
        for (RankBits ranks : inOrder(levels)) {
            for (int rank = ranks.next(0, eligible);
                    rank >= 0 && taken < wanted.max();
                    rank = ranks.next(rank + 1, eligible)) {
                Node node = nodes[rank];
                long take =
                        Math.min(
                                slotsOf(node.freeCores(), node.freeGpus(), request),
                                wanted.max() - taken);
                parts.add(
                        new Part(
                                rank,
                                node.lowest(take * request.slotSize(), take * request.slotGpus())));
                taken += take;
            }
        }
        return new Chosen(parts, taken);
    }

    /// How many slots of a request so much holds.
    static long slotsOf(int cores, int gpus, ResourceRequest request) {
        long byCores = cores / request.slotSize();
        return request.slotGpus() == 0 ? byCores : Math.min(byCores, gpus / request.slotGpus());
    }

    private List<RankBits> inOrder(List<Level> levels) {
        return switch (fit) {
            case WORST -> levels.stream().map(Level::ranks).toList();
            case BEST ->
                    levels.stream()
                            .sorted(
                                    Comparator.comparingInt(Level::cores)
                                            .thenComparingInt(Level::gpus))
                            .map(Level::ranks)
                            .toList();
            case FIRST -> {
                List<RankBits> all = new ArrayList<>();
                for (Level level : levels) {
                    if (all.isEmpty()) {
                        all.add(level.ranks().copy());
                    } else {
                        all.getFirst().addAll(level.ranks());
                    }
                }
                yield all;
            }
        };
    }
}
