package fluxj.format;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// An immutable set of whole numbers from 0 to 2³¹−2, such as ranks (RFC 22).
///
/// Kept as ranges, so a set of all ranks of a large instance costs as much as one of a small one.
/// [#toString] is Flux's form: ascending, ranges where they help, no brackets (`0,2-5`).
public final class Idset {

    /// The set of nothing.
    public static final Idset EMPTY = new Idset(new int[0]);

    private static final int MAX_ID = Integer.MAX_VALUE - 1;

    /// Pairs of first and last id: ascending, neither overlapping nor touching.
    private final int[] bounds;

    private Idset(int[] bounds) {
        this.bounds = bounds;
    }

    /// The set of these ids, in any order.
    public static Idset of(int... ids) {
        Builder builder = new Builder();
        for (int id : ids) {
            builder.add(id);
        }
        return builder.build();
    }

    /// The set of all ids from `first` to `last`, both included.
    ///
    /// @throws IllegalArgumentException when `first` is negative or greater than `last`
    public static Idset range(int first, int last) {
        return new Builder().addRange(first, last).build();
    }

    /// The ids 0 to `size`−1: every rank of an instance. A size of 0 is the empty set.
    public static Idset upTo(int size) {
        return size == 0 ? EMPTY : range(0, size - 1);
    }

    /// Starts a set.
    public static Builder builder() {
        return new Builder();
    }

    /// Reads `0,2-5` or `[0,2-5]`; empty text is the empty set.
    ///
    /// @throws FormatException with Flux's text for a bad range, ids out of order, or brackets
    public static Idset parse(String text) {
        String list = text;
        if (list.length() >= 2 && list.startsWith("[") && list.endsWith("]")) {
            list = list.substring(1, list.length() - 1);
        }
        if (list.indexOf('[') >= 0 || list.indexOf(']') >= 0) {
            throw new FormatException("mismatched or nested brackets");
        }
        Builder builder = new Builder();
        long highest = -1;
        int start = 0;
        while (start < list.length()) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            if (end > start) {
                highest = parseRange(list.substring(start, end), highest, builder);
            }
            start = end + 1;
        }
        return builder.build();
    }

    private static long parseRange(String range, long highest, Builder builder) {
        int dash = range.indexOf('-');
        long low = parseId(dash < 0 ? range : range.substring(0, dash), range);
        long high = dash < 0 ? low : parseId(range.substring(dash + 1), range);
        if (dash >= 0 && high <= low) {
            throw new FormatException("error parsing range '" + range + "'");
        }
        if (low <= highest) {
            throw new FormatException("range '" + range + "' is out of order");
        }
        if (high > MAX_ID) {
            throw new FormatException("set universe size would exceed maximum");
        }
        builder.addRange((int) low, (int) high);
        return high;
    }

    private static long parseId(String digits, String range) {
        boolean valid = !digits.isEmpty() && (digits.length() == 1 || digits.charAt(0) != '0');
        long id = 0;
        for (int i = 0; valid && i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            valid = digit >= 0 && digit <= 9;
            id = Math.min(id * 10 + digit, 1L << 40);
        }
        if (!valid) {
            throw new FormatException("error parsing range '" + range + "'");
        }
        return id;
    }

    /// How many ids there are.
    public int size() {
        int size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /// Whether this id is in the set; false for a negative one.
    public boolean contains(int id) {
        int low = 0;
        int high = bounds.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (id < bounds[2 * middle]) {
                high = middle - 1;
            } else if (id > bounds[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /// Whether every id of `other` is in this set.
    public boolean containsAll(Idset other) {
        return other.minus(this).isEmpty();
    }

    /// The lowest id.
    public OptionalInt first() {
        return isEmpty() ? OptionalInt.empty() : OptionalInt.of(bounds[0]);
    }

    /// The highest id.
    public OptionalInt last() {
        return isEmpty() ? OptionalInt.empty() : OptionalInt.of(bounds[bounds.length - 1]);
    }

    /// The lowest id above `id`; ask with −1 for the first.
    public OptionalInt next(int id) {
        for (int i = 0; i < bounds.length; i += 2) {
            if (bounds[i + 1] > id) {
                return OptionalInt.of(Math.max(bounds[i], id + 1));
            }
        }
        return OptionalInt.empty();
    }

    /// Calls `action` with each id, ascending.
    public void forEach(IntConsumer action) {
        for (int i = 0; i < bounds.length; i += 2) {
            for (int id = bounds[i]; id <= bounds[i + 1]; id++) {
                action.accept(id);
            }
        }
    }

    /// Calls `action` with the first and the last id of each run of neighbours, ascending.
    public void forEachRange(RangeConsumer action) {
        for (int i = 0; i < bounds.length; i += 2) {
            action.accept(bounds[i], bounds[i + 1]);
        }
    }

    /// What is done with ids that follow each other.
    @FunctionalInterface
    public interface RangeConsumer {
        /// Takes the ids from `first` to `last`, both included.
        void accept(int first, int last);
    }

    /// The ids, ascending.
    public IntStream stream() {
        return IntStream.range(0, bounds.length / 2)
                .flatMap(i -> IntStream.rangeClosed(bounds[2 * i], bounds[2 * i + 1]));
    }

    /// The ids in one of the two sets or in both.
    public Idset union(Idset other) {
        Builder builder = new Builder();
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length || theirs < other.bounds.length) {
            boolean takeMine =
                    theirs == other.bounds.length
                            || (mine < bounds.length && bounds[mine] <= other.bounds[theirs]);
            if (takeMine) {
                builder.addRange(bounds[mine], bounds[mine + 1]);
                mine += 2;
            } else {
                builder.addRange(other.bounds[theirs], other.bounds[theirs + 1]);
                theirs += 2;
            }
        }
        return builder.build();
    }

    /// The ids in both sets.
    public Idset intersect(Idset other) {
        Builder builder = new Builder();
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length && theirs < other.bounds.length) {
            int low = Math.max(bounds[mine], other.bounds[theirs]);
            int high = Math.min(bounds[mine + 1], other.bounds[theirs + 1]);
            if (low <= high) {
                builder.addRange(low, high);
            }
            if (bounds[mine + 1] < other.bounds[theirs + 1]) {
                mine += 2;
            } else {
                theirs += 2;
            }
        }
        return builder.build();
    }

    /// The ids of this set that are not in `other`.
    public Idset minus(Idset other) {
        Builder builder = new Builder();
        int theirs = 0;
        for (int mine = 0; mine < bounds.length; mine += 2) {
            int low = bounds[mine];
            int high = bounds[mine + 1];
            while (theirs < other.bounds.length && other.bounds[theirs + 1] < low) {
                theirs += 2;
            }
            int cut = theirs;
            while (cut < other.bounds.length && other.bounds[cut] <= high && low <= high) {
                if (other.bounds[cut] > low) {
                    builder.addRange(low, other.bounds[cut] - 1);
                }
                low = other.bounds[cut + 1] + 1;
                cut += 2;
            }
            if (low <= high) {
                builder.addRange(low, high);
            }
        }
        return builder.build();
    }

    /// This set and one id more.
    public Idset with(int id) {
        return contains(id) ? this : union(of(id));
    }

    /// This set without one id.
    public Idset without(int id) {
        return contains(id) ? minus(of(id)) : this;
    }

    /// Flux's form with brackets when there is more than one id: `[0,2-5]`, `3`, ``.
    public String toBracketedString() {
        return size() > 1 ? "[" + this + "]" : toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(bounds[i]);
            if (bounds[i + 1] > bounds[i]) {
                text.append('-').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Idset that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /// Collects ids; cheap when they come in ascending order, correct in any.
    public static final class Builder {
        private int[] bounds = new int[8];
        private int used;

        private Builder() {}

        /// Adds one id.
        ///
        /// @throws IllegalArgumentException when it is negative or 2³¹−1
        public Builder add(int id) {
            return addRange(id, id);
        }

        /// Adds all ids from `first` to `last`.
        ///
        /// @throws IllegalArgumentException when they are no range within 0 to 2³¹−2
        public Builder addRange(int first, int last) {
            if (first < 0 || last < first || last > MAX_ID) {
                throw new IllegalArgumentException("no range of ids: " + first + "-" + last);
            }
            if (used > 0 && first < bounds[used - 2]) {
                insert(first, last);
            } else if (used > 0 && first <= bounds[used - 1] + 1) {
                bounds[used - 1] = Math.max(bounds[used - 1], last);
            } else {
                append(first, last);
            }
            return this;
        }

        private void append(int first, int last) {
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * used);
            }
            bounds[used++] = first;
            bounds[used++] = last;
        }

        private void insert(int first, int last) {
            Idset merged = build().union(range(first, last));
            bounds = merged.bounds.length == 0 ? new int[8] : merged.bounds.clone();
            used = merged.bounds.length;
        }

        /// The set so far.
        public Idset build() {
            return used == 0 ? EMPTY : new Idset(Arrays.copyOf(bounds, used));
        }
    }
}
