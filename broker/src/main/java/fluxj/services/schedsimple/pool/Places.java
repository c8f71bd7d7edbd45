package fluxj.services.schedsimple.pool;

import fluxj.format.Idset;
import fluxj.job.Constraint;
import fluxj.job.ResourceSet;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where jobs of each constraint may run. What was asked lately is kept, since the jobs of a queue
/// ask the same.
final class Places implements Constraint.Nodes {
    private static final int KEPT = 256;
    private final BitSet nowhere = new BitSet();

    private final int end;
    private final BitSet all = new BitSet();
    private final Map<String, BitSet> byProperty = new HashMap<>();
    private final Map<String, Idset> byHost = new HashMap<>();
    private final String[] hosts;
    private final Map<Constraint, RankBits> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Constraint, RankBits> eldest) {
                    return size() > KEPT;
                }
            };

    Places(ResourceSet set, int end) {
        this.end = end;
        addTo(all, set.ranks());
        set.properties()
                .forEach(
                        (name, ranks) ->
                                addTo(byProperty.computeIfAbsent(name, _ -> new BitSet()), ranks));
        hosts = new String[end];
        set.hosts()
                .ifPresent(
                        names -> {
                            Iterator<String> next = names.iterator();
                            set.ranks().forEach(rank -> hosts[rank] = next.next());
                        });
        Map<String, Idset.Builder> ranks = new HashMap<>();
        set.ranks()
                .forEach(
                        rank -> {
                            if (hosts[rank] != null) {
                                ranks.computeIfAbsent(hosts[rank], _ -> Idset.builder()).add(rank);
                            }
                        });
        ranks.forEach((host, these) -> byHost.put(host, these.build()));
    }

    /// The host of a rank that there is, in a set that names hosts.
    String host(int rank) {
        return hosts[rank];
    }

    private static void addTo(BitSet bits, Idset ranks) {
        ranks.forEachRange((first, last) -> bits.set(first, last + 1));
    }

    @Override
    public BitSet all() {
        return all;
    }

    @Override
    public BitSet withProperty(String name) {
        return byProperty.getOrDefault(name, nowhere);
    }

    @Override
    public BitSet onHost(String host) {
        BitSet ranks = new BitSet();
        addTo(ranks, byHost.getOrDefault(host, Idset.EMPTY));
        return ranks;
    }

    /// The ranks where a job may run; not to be changed.
    RankBits of(Constraint constraint) {
        return known.computeIfAbsent(constraint, asked -> RankBits.of(asked.match(this), end));
    }
}
