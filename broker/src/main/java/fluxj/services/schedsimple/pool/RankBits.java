package fluxj.services.schedsimple.pool;

import java.util.BitSet;

/// A set of ranks that can be counted and walked together with another one without walking either
/// alone: a word of 64 ranks at a time.
final class RankBits {
    private static final int SHIFT = 6;

    private final long[] words;
    private int size;

    /// No ranks yet.
    ///
    /// @param end all ranks will be below it
    RankBits(int end) {
        words = new long[(end >> SHIFT) + 1];
    }

    private RankBits(long[] words, int size) {
        this.words = words;
        this.size = size;
    }

    static RankBits of(BitSet ranks, int end) {
        RankBits bits = new RankBits(end);
        ranks.stream().forEach(bits::add);
        return bits;
    }

    RankBits copy() {
        return new RankBits(words.clone(), size);
    }

    int size() {
        return size;
    }

    boolean contains(int rank) {
        return (words[rank >> SHIFT] & 1L << rank) != 0;
    }

    void add(int rank) {
        if (!contains(rank)) {
            words[rank >> SHIFT] |= 1L << rank;
            size++;
        }
    }

    void remove(int rank) {
        if (contains(rank)) {
            words[rank >> SHIFT] &= ~(1L << rank);
            size--;
        }
    }

    void addAll(RankBits other) {
        int count = 0;
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
            count += Long.bitCount(words[i]);
        }
        size = count;
    }

    /// How many are in `other` too.
    int common(RankBits other) {
        int count = 0;
        for (int i = 0; i < words.length; i++) {
            count += Long.bitCount(words[i] & other.words[i]);
        }
        return count;
    }

    RankBits and(RankBits other) {
        RankBits both = copy();
        int count = 0;
        for (int i = 0; i < words.length; i++) {
            both.words[i] &= other.words[i];
            count += Long.bitCount(both.words[i]);
        }
        both.size = count;
        return both;
    }

    /// The first rank from `from` on that is in `other` too; -1 when there is none.
    int next(int from, RankBits other) {
        int at = from >> SHIFT;
        if (at >= words.length) {
            return -1;
        }
        long word = words[at] & other.words[at] & -1L << from;
        while (word == 0) {
            at++;
            if (at == words.length) {
                return -1;
            }
            word = words[at] & other.words[at];
        }
        return (at << SHIFT) + Long.numberOfTrailingZeros(word);
    }
}
