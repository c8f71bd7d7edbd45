package fluxj.job;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonValue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/// A set of resources, R version 1 (RFC 20): nodes by rank, each with ids of cores, GPUs and the
/// like, the names of their hosts, their properties, and the time that they are lent for.
/// Immutable. What an instance has and what a job holds are both such sets.
///
/// Ranks that follow each other and have the same are kept as one, so a set of 11,833 equal nodes
/// costs what a set of one does. An operation keeps the times, slots and scheduler's data of the
/// set it is asked of.
public final class ResourceSet {
    /// No resources.
    public static final ResourceSet EMPTY = builder().build();

    private final NodeRuns nodes;
    private final Optional<Hostlist> hosts;
    private final SortedMap<String, Idset> properties;
    private final ResourceTerms terms;

    private ResourceSet(
            NodeRuns nodes,
            Optional<Hostlist> hosts,
            SortedMap<String, Idset> properties,
            ResourceTerms terms) {
        this.nodes = nodes;
        this.hosts = hosts;
        this.properties = properties;
        this.terms = terms;
    }

    /// Starts a set.
    public static Builder builder() {
        return new Builder();
    }

    /// What is in any of these sets, with the times of the first; costs little more than their size
    /// together.
    public static ResourceSet union(List<ResourceSet> sets) {
        return switch (sets.size()) {
            case 0 -> EMPTY;
            case 1 -> sets.getFirst();
            default -> {
                int half = sets.size() / 2;
                yield union(sets.subList(0, half)).union(union(sets.subList(half, sets.size())));
            }
        };
    }

    /// The ranks.
    public Idset ranks() {
        return nodes.ranks();
    }

    /// How many nodes there are.
    public int size() {
        return ranks().size();
    }

    /// Whether there is no node.
    public boolean isEmpty() {
        return nodes.runs().isEmpty();
    }

    /// How many ids of a type, such as [NodeResources#CORE], all nodes have together.
    public long count(String type) {
        return nodes.count(type);
    }

    /// What the node of a rank has; empty when the rank is not in the set.
    public Optional<NodeResources> node(int rank) {
        return nodes.get(rank);
    }

    /// The ranks by what they have, in the order of their first: one entry for all that are equal.
    public Map<NodeResources, Idset> groups() {
        return nodes.groups();
    }

    /// The hosts, one a rank, ascending; empty when R does not name them.
    public Optional<Hostlist> hosts() {
        return hosts;
    }

    /// The host of a rank; empty when it is not known.
    public Optional<String> host(int rank) {
        Idset at = positions(ranks(), Idset.of(rank));
        return at.first().isPresent()
                ? hosts.map(names -> names.get(at.first().getAsInt()))
                : Optional.empty();
    }

    /// The ranks of some hosts: all of each, when brokers share a host.
    ///
    /// @throws FormatException `invalid hosts: a,b` when there are some that the set does not name
    public Idset ranksOf(Hostlist wanted) {
        Hostlist names = hosts.orElse(Hostlist.EMPTY);
        Hostlist unknown = wanted.minus(names);
        if (!unknown.isEmpty()) {
            throw new FormatException("invalid hosts: " + unknown);
        }
        Idset.Builder ranks = Idset.builder();
        int[] at = {0};
        ranks().forEach(
                        rank -> {
                            if (wanted.contains(names.get(at[0]++))) {
                                ranks.add(rank);
                            }
                        });
        return ranks.build();
    }

    /// The ranks that have a property, by its name.
    public SortedMap<String, Idset> properties() {
        return properties;
    }

    /// When the time begins that they are lent for, in seconds since the epoch; 0 when not said.
    public double starttime() {
        return terms.starttime();
    }

    /// When it ends, in seconds since the epoch; 0 when never.
    public double expiration() {
        return terms.expiration();
    }

    /// How many task slots the scheduler made of them; 0 when not said.
    public int slots() {
        return terms.slots();
    }

    /// What the scheduler keeps with them for itself.
    public Optional<JsonValue> scheduling() {
        return terms.scheduling();
    }

    /// The nodes of these ranks; others are left out.
    public ResourceSet only(Idset wanted) {
        return of(nodes.only(wanted));
    }

    /// The nodes of all ranks but these.
    public ResourceSet without(Idset unwanted) {
        return only(ranks().minus(unwanted));
    }

    /// What is here or there.
    public ResourceSet union(ResourceSet other) {
        return combine(other, NodeResources::union);
    }

    /// What is here and there; of a rank that is on another host there, nothing.
    public ResourceSet intersect(ResourceSet other) {
        NodeRuns common = nodes.combine(other.nodes, NodeResources::intersect, false);
        ResourceSet mine = of(common);
        Optional<Hostlist> theirs = other.select(common.ranks());
        if (mine.hosts.isEmpty() || theirs.isEmpty() || mine.hosts.equals(theirs)) {
            return mine;
        }
        Idset.Builder same = Idset.builder();
        int[] at = {0};
        mine.ranks()
                .forEach(
                        rank -> {
                            int here = at[0]++;
                            if (mine.hosts.get().get(here).equals(theirs.get().get(here))) {
                                same.add(rank);
                            }
                        });
        return mine.only(same.build());
    }

    /// What is here and not there; nodes that keep nothing are gone.
    public ResourceSet minus(ResourceSet other) {
        NodeRuns touched = nodes.only(other.ranks());
        NodeRuns left = touched.combine(other.nodes.only(ranks()), NodeResources::minus, false);
        NodeRuns others = nodes.only(ranks().minus(other.ranks()));
        return of(others.combine(left, NodeResources::union, true));
    }

    /// What is here or there, where nothing may be in both.
    ///
    /// @throws FormatException when something is
    public ResourceSet append(ResourceSet other) {
        return combine(other, NodeResources::plus);
    }

    private ResourceSet combine(ResourceSet other, BinaryOperator<NodeResources> operation) {
        NodeRuns both = nodes.combine(other.nodes, operation, true);
        SortedMap<String, Idset> joined = new TreeMap<>(properties);
        other.properties.forEach((name, ranks) -> joined.merge(name, ranks, Idset::union));
        return new ResourceSet(
                both,
                joinedHosts(both.ranks(), other),
                Collections.unmodifiableSortedMap(joined),
                terms.or(other.terms));
    }

    private Optional<Hostlist> joinedHosts(Idset ranks, ResourceSet other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other.hosts : hosts;
        }
        if (hosts.isEmpty() || other.hosts.isEmpty()) {
            return Optional.empty();
        }
        Idset mine = ranks();
        if (mine.equals(ranks)) {
            return hosts;
        }
        Hostlist.Builder joined = Hostlist.builder();
        int[] at = {0, 0};
        Idset theirs = other.ranks();
        ranks.forEach(
                rank -> {
                    boolean here = mine.contains(rank);
                    boolean there = theirs.contains(rank);
                    joined.add(here ? hosts.get().get(at[0]) : other.hosts.get().get(at[1]));
                    at[0] += here ? 1 : 0;
                    at[1] += there ? 1 : 0;
                });
        return Optional.of(joined.build());
    }

    private ResourceSet of(NodeRuns kept) {
        Idset ranks = kept.ranks();
        SortedMap<String, Idset> remaining = new TreeMap<>();
        properties.forEach((name, having) -> keep(remaining, name, having.intersect(ranks)));
        return new ResourceSet(
                kept,
                select(ranks),
                Collections.unmodifiableSortedMap(remaining),
                ranks.isEmpty() ? terms.withoutScheduling() : terms);
    }

    private static void keep(SortedMap<String, Idset> properties, String name, Idset ranks) {
        if (!ranks.isEmpty()) {
            properties.put(name, ranks);
        }
    }

    private Optional<Hostlist> select(Idset ranks) {
        return hosts.map(names -> names.select(positions(ranks(), ranks)));
    }

    /// Which of `all`, counted from 0, those of `some` are.
    private static Idset positions(Idset all, Idset some) {
        Idset.Builder positions = Idset.builder();
        int[] start = {0};
        all.forEachRange(
                (first, last) -> {
                    int shift = start[0] - first;
                    some.intersect(Idset.range(first, last))
                            .forEachRange(
                                    (low, high) -> positions.addRange(low + shift, high + shift));
                    start[0] += last - first + 1;
                });
        return positions.build();
    }

    /// The same nodes as ranks 0 to n−1 in their order, with cores counted from 0: what an instance
    /// that runs on them alone calls them.
    public ResourceSet remapped() {
        Idset ranks = ranks();
        SortedMap<String, Idset> moved = new TreeMap<>();
        properties.forEach((name, having) -> moved.put(name, positions(ranks, having)));
        return new ResourceSet(
                nodes.remapped(), hosts, Collections.unmodifiableSortedMap(moved), terms);
    }

    /// The same nodes with the ranks that `order` gives their hosts: the first is 0.
    ///
    /// @throws FormatException when the number of hosts differs, or one of them is not in the set
    public ResourceSet reranked(Hostlist order) {
        int[] from = Reranking.of(ranks(), hosts.orElse(Hostlist.EMPTY), order);
        NodeRuns.Builder moved = new NodeRuns.Builder();
        SortedMap<String, Idset.Builder> having = new TreeMap<>();
        for (int rank = 0; rank < from.length; rank++) {
            int old = from[rank];
            int now = rank;
            moved.add(Idset.of(rank), node(old).orElse(NodeResources.NONE));
            properties.forEach(
                    (name, ranks) -> {
                        if (ranks.contains(old)) {
                            having.computeIfAbsent(name, _ -> Idset.builder()).add(now);
                        }
                    });
        }
        SortedMap<String, Idset> names = new TreeMap<>();
        having.forEach((name, ranks) -> names.put(name, ranks.build()));
        return new ResourceSet(
                moved.build(), Optional.of(order), Collections.unmodifiableSortedMap(names), terms);
    }

    /// The same set on other hosts, one a rank.
    ///
    /// @throws FormatException when there are not as many as nodes
    public ResourceSet withHosts(Hostlist names) {
        if (names.size() != size()) {
            throw new FormatException(
                    "nodelist names %d hosts for %d ranks".formatted(names.size(), size()));
        }
        return new ResourceSet(nodes, Optional.of(names), properties, terms);
    }

    /// The same set with one property more on some ranks.
    ///
    /// @throws FormatException in Flux's words for a name that holds one of `` ^&'"`|() ``, or
    ///   ranks that are not in the set
    public ResourceSet withProperty(String name, Idset ranks) {
        PropertyName.check(name);
        Idset unknown = ranks.minus(ranks());
        if (!unknown.isEmpty()) {
            throw new FormatException(
                    "rank%s %s not found in target resource list"
                            .formatted(unknown.size() > 1 ? "s" : "", unknown));
        }
        SortedMap<String, Idset> more = new TreeMap<>(properties);
        more.merge(name, ranks, Idset::union);
        return new ResourceSet(nodes, hosts, Collections.unmodifiableSortedMap(more), terms);
    }

    /// The same set without any property.
    public ResourceSet withoutProperties() {
        return new ResourceSet(nodes, hosts, Collections.emptySortedMap(), terms);
    }

    /// The same set lent for another time: seconds since the epoch, 0 for none.
    public ResourceSet withTimes(double starttime, double expiration) {
        return new ResourceSet(nodes, hosts, properties, terms.withTimes(starttime, expiration));
    }

    /// The same set with what the scheduler keeps for itself.
    public ResourceSet withScheduling(Optional<JsonValue> scheduling) {
        return new ResourceSet(
                nodes,
                hosts,
                properties,
                new ResourceTerms(starttime(), expiration(), slots(), scheduling));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceSet that
                && nodes.equals(that.nodes)
                && hosts.equals(that.hosts)
                && properties.equals(that.properties)
                && terms.equals(that.terms);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    /// Flux's short form: `rank[0-1]/core[0-3] rank2/core0,gpu0`.
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ");
        groups().forEach(
                        (resources, ranks) -> {
                            if (!resources.isEmpty()) {
                                text.add("rank" + ranks.toBracketedString() + "/" + resources);
                            }
                        });
        return text.toString();
    }

    /// Collects a set.
    public static final class Builder {
        private final NodeRuns.Builder nodes = new NodeRuns.Builder();
        private final Map<String, Idset> properties = new LinkedHashMap<>();
        private Optional<Hostlist> hosts = Optional.empty();
        private ResourceTerms terms = ResourceTerms.NONE;

        Builder() {}

        /// Adds resources to what these ranks have already.
        ///
        /// @throws FormatException when they have some of it
        public Builder add(Idset ranks, NodeResources resources) {
            nodes.add(ranks, resources);
            return this;
        }

        /// Names the hosts, one a rank, ascending.
        public Builder hosts(Hostlist names) {
            hosts = Optional.of(names);
            return this;
        }

        /// Gives ranks a property.
        public Builder property(String name, Idset ranks) {
            properties.merge(name, ranks, Idset::union);
            return this;
        }

        /// Says for what time they are lent: seconds since the epoch, 0 for none.
        public Builder times(double starttime, double expiration) {
            terms = terms.withTimes(starttime, expiration);
            return this;
        }

        /// Says how many task slots the scheduler made of them.
        public Builder slots(int slots) {
            terms =
                    new ResourceTerms(
                            terms.starttime(), terms.expiration(), slots, terms.scheduling());
            return this;
        }

        /// Keeps the scheduler's own data with them.
        public Builder scheduling(JsonValue scheduling) {
            terms =
                    new ResourceTerms(
                            terms.starttime(),
                            terms.expiration(),
                            terms.slots(),
                            Optional.of(scheduling));
            return this;
        }

        /// The set.
        ///
        /// @throws FormatException when the hosts are not as many as the ranks, or a property's
        ///   name or ranks are wrong
        public ResourceSet build() {
            ResourceSet set =
                    new ResourceSet(
                            nodes.build(), Optional.empty(), Collections.emptySortedMap(), terms);
            if (hosts.isPresent()) {
                set = set.withHosts(hosts.get());
            }
            for (Map.Entry<String, Idset> property : properties.entrySet()) {
                set = set.withProperty(property.getKey(), property.getValue());
            }
            return set;
        }
    }
}
