package fluxj.services.schedsimple.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// The nodes that are up, by how much is free on them: what a job may get is found without a look
/// at any node.
final class FreeIndex {
    /// How much is free; those with the most come first.
    ///
    /// @param ranks the nodes with exactly so much
    record Level(int cores, int gpus, RankBits ranks) {
        private record Key(int cores, int gpus) {}
    }

    private static final Comparator<Level.Key> MOST_FIRST =
            Comparator.comparingInt(Level.Key::cores).thenComparingInt(Level.Key::gpus).reversed();

    private final int end;
    private final TreeMap<Level.Key, Level> levels = new TreeMap<>(MOST_FIRST);
    private final RankBits idle;

    FreeIndex(int end) {
        this.end = end;
        idle = new RankBits(end);
    }

    /// Nodes of which every core is free.
    RankBits idle() {
        return idle;
    }

    void add(int rank, Node node) {
        if (node.isUp()) {
            levels.computeIfAbsent(
                            new Level.Key(node.freeCores(), node.freeGpus()),
                            key -> new Level(key.cores(), key.gpus(), new RankBits(end)))
                    .ranks()
                    .add(rank);
            if (node.isIdle()) {
                idle.add(rank);
            }
        }
    }

    /// Takes a node out that is as it was when it was added.
    void remove(int rank, Node node) {
        Level level = levels.get(new Level.Key(node.freeCores(), node.freeGpus()));
        if (level != null) {
            level.ranks().remove(rank);
            if (level.ranks().size() == 0) {
                levels.remove(new Level.Key(node.freeCores(), node.freeGpus()));
            }
        }
        idle.remove(rank);
    }

    /// The levels with at least so much, those with the most first.
    List<Level> atLeast(long cores, long gpus) {
        List<Level> enough = new ArrayList<>();
        for (Level level : levels.values()) {
            if (level.cores() < cores) {
                break;
            }
            if (level.gpus() >= gpus) {
                enough.add(level);
            }
        }
        return enough;
    }
}
