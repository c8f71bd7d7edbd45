package fluxj.services.schedsimple.pool;

import fluxj.format.Idset;
import fluxj.job.NodeResources;

import java.util.BitSet;

/// One node: what it has and what of it is free.
final class Node {
    private final NodeResources all;
    private final BitSet cores;
    private final BitSet gpus;
    private int freeCores;
    private int freeGpus;
    private boolean up;

    Node(NodeResources all) {
        this(all, bits(all.cores()), bits(all.gpus()), false);
    }

    private Node(NodeResources all, BitSet cores, BitSet gpus, boolean up) {
        this.all = all;
        this.cores = cores;
        this.gpus = gpus;
        this.up = up;
        freeCores = cores.cardinality();
        freeGpus = gpus.cardinality();
    }

    private static BitSet bits(Idset ids) {
        BitSet bits = new BitSet();
        ids.forEachRange((first, last) -> bits.set(first, last + 1));
        return bits;
    }

    Node copy() {
        return new Node(all, (BitSet) cores.clone(), (BitSet) gpus.clone(), up);
    }

    NodeResources all() {
        return all;
    }

    boolean isUp() {
        return up;
    }

    void setUp(boolean isUp) {
        up = isUp;
    }

    int freeCores() {
        return freeCores;
    }

    int freeGpus() {
        return freeGpus;
    }

    boolean isIdle() {
        return freeCores == all.cores().size();
    }

    /// What jobs have of it.
    NodeResources used() {
        return all.minus(NodeResources.of(ids(cores), ids(gpus)));
    }

    private static Idset ids(BitSet bits) {
        Idset.Builder ids = Idset.builder();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            ids.addRange(first, end - 1);
            first = bits.nextSetBit(end);
        }
        return ids.build();
    }

    /// The free ones with the lowest ids.
    NodeResources lowest(long wantedCores, long wantedGpus) {
        return NodeResources.of(lowest(cores, wantedCores), lowest(gpus, wantedGpus));
    }

    private static Idset lowest(BitSet bits, long wanted) {
        Idset.Builder ids = Idset.builder();
        long left = wanted;
        for (int first = bits.nextSetBit(0); first >= 0 && left > 0; ) {
            int end = (int) Math.min(bits.nextClearBit(first), first + left);
            ids.addRange(first, end - 1);
            left -= end - first;
            first = bits.nextSetBit(end);
        }
        return ids.build();
    }

    void take(NodeResources resources) {
        resources.cores().forEachRange((first, last) -> cores.clear(first, last + 1));
        resources.gpus().forEachRange((first, last) -> gpus.clear(first, last + 1));
        count();
    }

    /// Frees what it has of these.
    void give(NodeResources resources) {
        all.cores()
                .intersect(resources.cores())
                .forEachRange((first, last) -> cores.set(first, last + 1));
        all.gpus()
                .intersect(resources.gpus())
                .forEachRange((first, last) -> gpus.set(first, last + 1));
        count();
    }

    private void count() {
        freeCores = cores.cardinality();
        freeGpus = gpus.cardinality();
    }
}
