package fluxj.format;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// The shape of the overlay tree: which rank is whose parent. Rank 0 is the root and every other
/// rank has exactly one parent.
///
/// Schemes are `kary:K`, `mincrit[:K]`, `binomial` and `custom`. Four integers a rank; one value
/// may be shared by all brokers of a process.
public final class Topology {
    private final int[] parents;
    private final int[] levels;
    private final int[] descendants;

    /// Children of rank r are `children[childStart[r]]` to `children[childStart[r + 1] - 1]`.
    private final int[] childStart;

    private final int[] children;
    private final int maxLevel;

    private Topology(int[] parents) {
        this.parents = parents;
        int size = parents.length;
        childStart = new int[size + 1];
        children = new int[size - 1];
        levels = new int[size];
        descendants = new int[size];
        indexChildren();
        int[] order = breadthFirst();
        for (int i = 1; i < size; i++) {
            levels[order[i]] = levels[parents[order[i]]] + 1;
        }
        for (int i = size - 1; i > 0; i--) {
            descendants[parents[order[i]]] += descendants[order[i]] + 1;
        }
        maxLevel = levels[order[size - 1]];
    }

    private void indexChildren() {
        for (int rank = 1; rank < parents.length; rank++) {
            childStart[parents[rank] + 1]++;
        }
        for (int rank = 0; rank < parents.length; rank++) {
            childStart[rank + 1] += childStart[rank];
        }
        int[] next = childStart.clone();
        for (int rank = 1; rank < parents.length; rank++) {
            children[next[parents[rank]]++] = rank;
        }
    }

    /// All ranks, parents before children.
    private int[] breadthFirst() {
        int[] order = new int[parents.length];
        int filled = 1;
        for (int i = 0; i < order.length; i++) {
            int rank = order[i];
            int count = childStart[rank + 1] - childStart[rank];
            System.arraycopy(children, childStart[rank], order, filled, count);
            filled += count;
        }
        return order;
    }

    /// The tree of `size` brokers that a `tbon.topo` URI names; `custom` without hosts is flat.
    ///
    /// @throws FormatException with Flux's text
    public static Topology create(String uri, int size) {
        if (size < 1) {
            throw new FormatException("invalid topology size " + size);
        }
        return create(uri, size, Hostlist.EMPTY, Map.of());
    }

    /// The tree of these hosts that a `tbon.topo` URI names.
    ///
    /// @param uri the scheme
    /// @param hosts the hosts in rank order
    /// @param parentHosts for `custom`: the parent's host name by rank, where one is configured
    /// @throws FormatException with Flux's text
    public static Topology create(String uri, Hostlist hosts, Map<Integer, String> parentHosts) {
        if (hosts.isEmpty()) {
            throw new FormatException("invalid topology size 0");
        }
        return create(uri, hosts.size(), hosts, parentHosts);
    }

    private static Topology create(
            String uri, int size, Hostlist hosts, Map<Integer, String> parentHosts) {
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? uri : uri.substring(0, colon);
        String path = colon < 0 ? "" : uri.substring(colon + 1);
        int[] parents = new int[size];
        parents[0] = -1;
        switch (scheme) {
            case "kary" -> setKary(parents, parseK("kary", path));
            case "mincrit" ->
                    setMincrit(parents, path.isEmpty() ? mincritK(size) : parseK("mincrit", path));
            case "binomial" -> {
                refuseDirective("binomial", path);
                setBinomial(parents);
            }
            case "custom" -> {
                refuseDirective("custom", path);
                CustomTopology.setParents(parents, hosts, parentHosts);
            }
            default -> throw new FormatException("unknown topology scheme '" + scheme + "'");
        }
        return new Topology(parents);
    }

    /// The tree with these parents; `parents[0]` is ignored.
    ///
    /// @throws FormatException when they make no tree with root 0
    public static Topology ofParents(int... parents) {
        int[] copy = parents.clone();
        if (copy.length < 1) {
            throw new FormatException("invalid topology size 0");
        }
        copy[0] = -1;
        for (int rank = 1; rank < copy.length; rank++) {
            if (copy[rank] < 0 || copy[rank] >= copy.length) {
                throw new FormatException("rank " + rank + " has no valid parent");
            }
        }
        if (!CustomTopology.isTree(copy)) {
            throw new FormatException("parents violate rule against cycles");
        }
        return new Topology(copy);
    }

    private static void refuseDirective(String scheme, String path) {
        if (!path.isEmpty()) {
            throw new FormatException("unknown " + scheme + " topology directive: '" + path + "'");
        }
    }

    private static int parseK(String scheme, String text) {
        try {
            int k = Integer.parseInt(text);
            if (k >= 0) {
                return k;
            }
        } catch (NumberFormatException _) {
            // Told below, together with a negative number.
        }
        throw new FormatException(scheme + " k value must be an integer >= 0");
    }

    private static void setKary(int[] parents, int k) {
        for (int rank = 1; k > 0 && rank < parents.length; rank++) {
            parents[rank] = (rank - 1) / k;
        }
    }

    /// The number of routers that keeps both the root's children few and a router's at most 1024.
    private static int mincritK(int size) {
        int maxFanout = 1024;
        if (size <= maxFanout + 1) {
            return 0;
        }
        int k = 2;
        while (Math.ceilDiv(size - 1 - k, k) > maxFanout) {
            k++;
        }
        return k;
    }

    private static void setMincrit(int[] parents, int k) {
        for (long rank = (long) k + 1; k > 0 && rank < parents.length; rank++) {
            parents[(int) rank] = (int) ((rank - k - 1) % k + 1);
        }
    }

    /// A rank's parent in a binomial tree is the rank with its lowest bit cleared.
    private static void setBinomial(int[] parents) {
        for (int rank = 1; rank < parents.length; rank++) {
            parents[rank] = rank - Integer.lowestOneBit(rank);
        }
    }

    /// How many brokers there are.
    public int size() {
        return parents.length;
    }

    /// The parent of a rank; empty for rank 0.
    public OptionalInt parent(int rank) {
        return rank == 0 ? OptionalInt.empty() : OptionalInt.of(parents[rank]);
    }

    /// How many children a rank has.
    public int childCount(int rank) {
        return childStart[rank + 1] - childStart[rank];
    }

    /// The children of a rank, ascending; a copy.
    public int[] children(int rank) {
        return Arrays.copyOfRange(children, childStart[rank], childStart[rank + 1]);
    }

    /// How many brokers are below a rank.
    public int descendants(int rank) {
        return descendants[rank];
    }

    /// The ranks below a rank.
    public Idset descendantRanks(int rank) {
        Idset.Builder ranks = Idset.builder();
        IntStream.range(1, size()).filter(other -> isBelow(rank, other)).forEach(ranks::add);
        return ranks.build();
    }

    private boolean isBelow(int rank, int other) {
        return other != rank && routeDown(rank, other).isPresent();
    }

    /// How far a rank is from the root.
    public int level(int rank) {
        return levels[rank];
    }

    /// How far the farthest rank is from the root.
    public int maxLevel() {
        return maxLevel;
    }

    /// The child of `from` through which a message reaches `rank`; empty when `rank` is not below
    /// `from` or does not exist.
    public OptionalInt routeDown(int from, int rank) {
        if (rank <= 0 || rank >= size() || from < 0 || from >= size()) {
            return OptionalInt.empty();
        }
        int child = rank;
        while (levels[child] > levels[from] + 1) {
            child = parents[child];
        }
        return levels[child] == levels[from] + 1 && parents[child] == from
                ? OptionalInt.of(child)
                : OptionalInt.empty();
    }

    /// The ranks that have children.
    public Idset interiorRanks() {
        Idset.Builder ranks = Idset.builder();
        for (int rank = 0; rank < size(); rank++) {
            if (childCount(rank) > 0) {
                ranks.add(rank);
            }
        }
        return ranks.build();
    }

    /// Two trees are equal when every rank has the same parent.
    @Override
    public boolean equals(Object other) {
        return other instanceof Topology that && Arrays.equals(parents, that.parents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(parents);
    }

    @Override
    public String toString() {
        return "tree of " + size() + " brokers, " + (maxLevel + 1) + " levels";
    }
}
