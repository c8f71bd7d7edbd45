package fluxj.format;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/// An immutable list of host names in Flux's compressed form (RFC 29), such as
/// `elcap[201-896,1001-12136]`. Order and duplicates are kept: the n-th name is rank n.
///
/// Names that count up are kept as ranges. [#toString] compresses neighbours only, so it never
/// reorders. At most 1,048,576 hosts.
public final class Hostlist implements Iterable<String> {

    /// The list of nobody.
    public static final Hostlist EMPTY = new Hostlist(List.of());

    private static final int MAX_HOSTS = 1 << 20;

    /// With at most this many runs a name is looked for in each; beyond it an index is made.
    private static final int RUNS_WITHOUT_INDEX = 8;

    private final HostRun[] runs;

    /// Where each run begins in the list; one more entry for the end.
    private final int[] starts;

    /// Ranks by name, made when first needed. Two threads may both make it; it is immutable.
    private @Nullable Map<String, Integer> index;

    private Hostlist(List<HostRun> runs) {
        this.runs = runs.toArray(HostRun[]::new);
        starts = new int[this.runs.length + 1];
        for (int i = 0; i < this.runs.length; i++) {
            starts[i + 1] = starts[i] + this.runs[i].count();
        }
    }

    /// Reads a list; commas, blanks and tabs separate, empty text is the empty list.
    ///
    /// @throws FormatException when brackets do not match, a range is none, or there are too many
    public static Hostlist parse(String text) {
        Builder builder = new Builder();
        HostlistParser.parse(text, builder::append);
        return builder.build();
    }

    /// The list of these names, each taken as one host: nothing is expanded.
    public static Hostlist of(Iterable<String> names) {
        Builder builder = new Builder();
        names.forEach(builder::add);
        return builder.build();
    }

    /// The list of these names, each taken as one host.
    public static Hostlist of(String... names) {
        return of(Arrays.asList(names));
    }

    /// Starts a list.
    public static Builder builder() {
        return new Builder();
    }

    /// How many hosts there are.
    public int size() {
        return starts[runs.length];
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return runs.length == 0;
    }

    /// The host of a rank.
    ///
    /// @throws IndexOutOfBoundsException when there is no such rank
    public String get(int rank) {
        if (rank < 0 || rank >= size()) {
            throw new IndexOutOfBoundsException("no host " + rank + " in a list of " + size());
        }
        int at = Arrays.binarySearch(starts, rank);
        int run = at >= 0 ? at : -at - 2;
        return runs[run].name(rank - starts[run]);
    }

    /// The first rank of a host, in time that does not grow with the list.
    public OptionalInt find(String host) {
        if (runs.length > RUNS_WITHOUT_INDEX) {
            Integer rank = index().get(host);
            return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
        }
        for (int i = 0; i < runs.length; i++) {
            int offset = offset(runs[i], host);
            if (offset >= 0) {
                return OptionalInt.of(starts[i] + offset);
            }
        }
        return OptionalInt.empty();
    }

    private static int offset(HostRun run, String host) {
        if (!run.numbered()) {
            return run.prefix().equals(host) ? 0 : -1;
        }
        int digits = host.length() - run.prefix().length();
        if (digits < 1 || digits > 18 || !host.startsWith(run.prefix())) {
            return -1;
        }
        long number = 0;
        for (int i = run.prefix().length(); i < host.length(); i++) {
            int digit = host.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        if (number < run.first() || number > run.last()) {
            return -1;
        }
        int offset = (int) (number - run.first());
        return run.name(offset).equals(host) ? offset : -1;
    }

    private Map<String, Integer> index() {
        Map<String, Integer> made = index;
        if (made == null) {
            Map<String, Integer> ranks = HashMap.newHashMap(size());
            int rank = 0;
            for (String host : this) {
                ranks.putIfAbsent(host, rank++);
            }
            made = Map.copyOf(ranks);
            index = made;
        }
        return made;
    }

    /// Whether a host is in the list.
    public boolean contains(String host) {
        return find(host).isPresent();
    }

    /// The hosts of these ranks, in rank order; ranks beyond the end are left out.
    public Hostlist select(Idset ranks) {
        Builder builder = new Builder();
        for (int run = 0; run < runs.length; run++) {
            Idset part = ranks.intersect(Idset.range(starts[run], starts[run + 1] - 1));
            int start = starts[run];
            HostRun whole = runs[run];
            part.forEach(rank -> builder.append(whole.part(rank - start, 1)));
        }
        return builder.build();
    }

    /// The first ranks of these hosts; hosts that are not in this list are left out.
    public Idset ranksOf(Iterable<String> hosts) {
        Idset.Builder ranks = Idset.builder();
        for (String host : hosts) {
            find(host).ifPresent(ranks::add);
        }
        return ranks.build();
    }

    /// This list and then `more`.
    public Hostlist append(Hostlist more) {
        Builder builder = new Builder();
        builder.addAll(this);
        builder.addAll(more);
        return builder.build();
    }

    /// The hosts that pass a test, in order.
    public Hostlist filter(Predicate<String> test) {
        Builder builder = new Builder();
        for (String host : this) {
            if (test.test(host)) {
                builder.add(host);
            }
        }
        return builder.build();
    }

    /// The hosts that are not in `other`.
    public Hostlist minus(Hostlist other) {
        return filter(host -> !other.contains(host));
    }

    /// The hosts that are also in `other`.
    public Hostlist intersect(Hostlist other) {
        return filter(other::contains);
    }

    /// This list after each name of `other`, as often as it is there, took its first occurrence.
    public Hostlist deleting(Hostlist other) {
        Map<String, Integer> left = new HashMap<>();
        other.forEach(host -> left.merge(host, 1, Integer::sum));
        return filter(
                host -> {
                    int count = left.getOrDefault(host, 0);
                    if (count > 0) {
                        left.put(host, count - 1);
                    }
                    return count == 0;
                });
    }

    /// The same hosts sorted, each once.
    public Hostlist uniq() {
        Set<String> seen = new HashSet<>();
        return sorted().filter(seen::add);
    }

    /// The same hosts sorted by prefix and then by number.
    public Hostlist sorted() {
        List<HostRun> hosts = new ArrayList<>(size());
        for (String host : this) {
            hosts.add(HostRun.of(host));
        }
        hosts.sort(
                Comparator.comparing(HostRun::prefix)
                        .thenComparingLong(HostRun::first)
                        .thenComparingInt(HostRun::width));
        Builder builder = new Builder();
        hosts.forEach(builder::append);
        return builder.build();
    }

    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            private int run;
            private int offset;

            @Override
            public boolean hasNext() {
                return run < runs.length;
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                String host = runs[run].name(offset++);
                if (offset == runs[run].count()) {
                    run++;
                    offset = 0;
                }
                return host;
            }
        };
    }

    /// The names, each spelled out.
    public List<String> toList() {
        List<String> names = new ArrayList<>(size());
        forEach(names::add);
        return List.copyOf(names);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < runs.length) {
            int end = at + 1;
            while (end < runs.length && runs[end - 1].sharesPrefix(runs[end])) {
                end++;
            }
            text.append(at == 0 ? "" : ",").append(runs[at].prefix());
            if (runs[at].numbered()) {
                appendNumbers(text, at, end);
            }
            at = end;
        }
        return text.toString();
    }

    private void appendNumbers(StringBuilder text, int from, int to) {
        boolean bracketed = to - from > 1 || runs[from].count() > 1;
        text.append(bracketed ? "[" : "");
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ",").append(runs[i].numbers());
        }
        text.append(bracketed ? "]" : "");
    }

    /// Two lists are equal when they name the same hosts in the same order.
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Hostlist that) || size() != that.size()) {
            return false;
        }
        if (Arrays.equals(runs, that.runs)) {
            return true;
        }
        Iterator<String> theirs = that.iterator();
        for (String host : this) {
            if (!host.equals(theirs.next())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return isEmpty() ? 0 : 31 * get(0).hashCode() + get(size() - 1).hashCode() + size();
    }

    /// Collects hosts in order.
    public static final class Builder {
        private final List<HostRun> runs = new ArrayList<>();
        private int size;

        private Builder() {}

        /// Adds one host; nothing is expanded.
        ///
        /// @throws FormatException when the name is empty or holds a comma, a bracket or a blank
        public Builder add(String host) {
            for (int i = 0; i < host.length(); i++) {
                if (",[]\t ".indexOf(host.charAt(i)) >= 0) {
                    throw new FormatException("invalid host name '" + host + "'");
                }
            }
            if (host.isEmpty()) {
                throw new FormatException("host name is empty");
            }
            return append(HostRun.of(host));
        }

        /// Adds the hosts of a list.
        public Builder addAll(Hostlist hosts) {
            for (HostRun run : hosts.runs) {
                append(run);
            }
            return this;
        }

        Builder append(HostRun run) {
            size += run.count();
            if (size > MAX_HOSTS) {
                throw new FormatException("hostlist names more than " + MAX_HOSTS + " hosts");
            }
            if (!runs.isEmpty() && runs.getLast().continuesWith(run)) {
                runs.add(runs.removeLast().joined(run));
            } else {
                runs.add(run);
            }
            return this;
        }

        /// The list so far.
        public Hostlist build() {
            return runs.isEmpty() ? EMPTY : new Hostlist(runs);
        }
    }
}
