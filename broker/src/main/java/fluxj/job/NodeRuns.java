package fluxj.job;

import fluxj.format.Idset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/// The resources of each rank as runs of neighbours that have the same: what is done with all ranks
/// costs as much as there are runs, however many ranks and cores they stand for. Immutable.
final class NodeRuns {
    static final NodeRuns NONE = new NodeRuns(List.of());

    /// Ranks that follow each other.
    ///
    /// @param last the last of them
    record Run(int first, int last, NodeResources resources) {}

    /// Ascending; neighbours that have the same are one run.
    private final List<Run> runs;

    private NodeRuns(List<Run> runs) {
        this.runs = runs;
    }

    /// The runs, ascending.
    List<Run> runs() {
        return runs;
    }

    Idset ranks() {
        Idset.Builder ranks = Idset.builder();
        runs.forEach(run -> ranks.addRange(run.first, run.last));
        return ranks.build();
    }

    Optional<NodeResources> get(int rank) {
        int low = 0;
        int high = runs.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Run run = runs.get(middle);
            if (rank < run.first) {
                high = middle - 1;
            } else if (rank > run.last) {
                low = middle + 1;
            } else {
                return Optional.of(run.resources);
            }
        }
        return Optional.empty();
    }

    /// How many ids of a type there are.
    long count(String type) {
        long count = 0;
        for (Run run : runs) {
            count += (run.last - run.first + 1L) * run.resources.ids(type).size();
        }
        return count;
    }

    /// Ranks by what they have, in the order of their first.
    Map<NodeResources, Idset> groups() {
        Map<NodeResources, Idset.Builder> builders = new LinkedHashMap<>();
        for (Run run : runs) {
            builders.computeIfAbsent(run.resources, _ -> Idset.builder())
                    .addRange(run.first, run.last);
        }
        Map<NodeResources, Idset> groups = LinkedHashMap.newLinkedHashMap(builders.size());
        builders.forEach((resources, ranks) -> groups.put(resources, ranks.build()));
        return groups;
    }

    NodeRuns only(Idset ranks) {
        Collector collector = new Collector();
        for (Run run : runs) {
            Idset common = ranks.intersect(Idset.range(run.first, run.last));
            common.forEachRange((first, last) -> collector.add(first, last, run.resources));
        }
        return collector.finished();
    }

    /// The ranks 0 to n−1 in place of n ranks, with ids from 0.
    NodeRuns remapped() {
        Collector collector = new Collector();
        int next = 0;
        for (Run run : runs) {
            int size = run.last - run.first + 1;
            collector.add(next, next + size - 1, run.resources.remapped());
            next += size;
        }
        return collector.finished();
    }

    /// Rank by rank what `operation` makes of both sides, where a rank that one of them lacks has
    /// nothing.
    ///
    /// @param keepsEmpty whether ranks stay that have nothing then
    NodeRuns combine(NodeRuns other, BinaryOperator<NodeResources> operation, boolean keepsEmpty) {
        Collector collector = new Collector();
        int mine = 0;
        int theirs = 0;
        long at = 0;
        while (mine < runs.size() || theirs < other.runs.size()) {
            long myFirst = mine < runs.size() ? runs.get(mine).first : Long.MAX_VALUE;
            long theirFirst =
                    theirs < other.runs.size() ? other.runs.get(theirs).first : Long.MAX_VALUE;
            at = Math.max(at, Math.min(myFirst, theirFirst));
            boolean inMine = myFirst <= at;
            boolean inTheirs = theirFirst <= at;
            long end =
                    Math.min(
                            inMine ? runs.get(mine).last : myFirst - 1,
                            inTheirs ? other.runs.get(theirs).last : theirFirst - 1);
            NodeResources result =
                    operation.apply(
                            inMine ? runs.get(mine).resources : NodeResources.NONE,
                            inTheirs ? other.runs.get(theirs).resources : NodeResources.NONE);
            if (keepsEmpty || !result.isEmpty()) {
                collector.add((int) at, (int) end, result);
            }
            at = end + 1;
            mine += inMine && runs.get(mine).last < at ? 1 : 0;
            theirs += inTheirs && other.runs.get(theirs).last < at ? 1 : 0;
        }
        return collector.finished();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeRuns that && runs.equals(that.runs);
    }

    @Override
    public int hashCode() {
        return runs.hashCode();
    }

    /// Joins what comes in ascending order.
    private static final class Collector {
        private final List<Run> runs = new ArrayList<>();

        void add(int first, int last, NodeResources resources) {
            if (!runs.isEmpty()
                    && runs.getLast().last + 1 == first
                    && runs.getLast().resources.equals(resources)) {
                runs.add(new Run(runs.removeLast().first, last, resources));
            } else {
                runs.add(new Run(first, last, resources));
            }
        }

        NodeRuns finished() {
            return runs.isEmpty() ? NONE : new NodeRuns(List.copyOf(runs));
        }
    }

    /// Collects resources in any order of ranks.
    static final class Builder {
        private final TreeMap<Integer, Run> runs = new TreeMap<>();

        /// Adds to what these ranks have already.
        ///
        /// @throws fluxj.format.FormatException when they have some of it
        void add(Idset ranks, NodeResources resources) {
            ranks.forEachRange((first, last) -> add(first, last, resources));
        }

        private void add(int first, int last, NodeResources resources) {
            split(first);
            split(last + 1);
            int at = first;
            while (at <= last) {
                Map.Entry<Integer, Run> next = runs.ceilingEntry(at);
                if (next == null || next.getKey() > last) {
                    runs.put(at, new Run(at, last, resources));
                    return;
                }
                Run run = next.getValue();
                if (run.first > at) {
                    runs.put(at, new Run(at, run.first - 1, resources));
                }
                runs.put(run.first, new Run(run.first, run.last, run.resources.plus(resources)));
                at = run.last + 1;
            }
        }

        /// Makes a run begin here that goes through here.
        private void split(int at) {
            Map.Entry<Integer, Run> before = runs.lowerEntry(at);
            if (before != null && before.getValue().last >= at) {
                Run run = before.getValue();
                runs.put(run.first, new Run(run.first, at - 1, run.resources));
                runs.put(at, new Run(at, run.last, run.resources));
            }
        }

        NodeRuns build() {
            Collector collector = new Collector();
            runs.values().forEach(run -> collector.add(run.first, run.last, run.resources));
            return collector.finished();
        }
    }
}
