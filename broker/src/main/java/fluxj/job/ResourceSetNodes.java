package fluxj.job;

import fluxj.format.Idset;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The nodes of a [ResourceSet] for a [Constraint]; the hosts are sorted when the first is asked
/// for.
public final class ResourceSetNodes implements Constraint.Nodes {
    private final ResourceSet set;
    private final BitSet all;
    private final BitSet none = new BitSet(0);
    private Optional<Map<String, BitSet>> byHost = Optional.empty();

    /// The nodes of that set.
    public ResourceSetNodes(ResourceSet set) {
        this.set = set;
        all = bits(set.ranks());
    }

    private static BitSet bits(Idset ids) {
        BitSet bits = new BitSet();
        ids.forEachRange((first, last) -> bits.set(first, last + 1));
        return bits;
    }

    /// The ranks that satisfy a constraint.
    public Idset matching(Constraint constraint) {
        Idset.Builder ranks = Idset.builder();
        constraint.match(this).stream().forEach(ranks::add);
        return ranks.build();
    }

    @Override
    public BitSet all() {
        return all;
    }

    @Override
    public BitSet withProperty(String name) {
        Idset ranks = set.properties().get(name);
        return ranks == null ? none : bits(ranks);
    }

    @Override
    public BitSet onHost(String host) {
        Map<String, BitSet> index = byHost.orElseGet(this::index);
        byHost = Optional.of(index);
        return index.getOrDefault(host, none);
    }

    private Map<String, BitSet> index() {
        Map<String, BitSet> index = new HashMap<>();
        set.hosts()
                .ifPresent(
                        names -> {
                            int rank = -1;
                            for (String host : names) {
                                rank = all.nextSetBit(rank + 1);
                                index.computeIfAbsent(host, _ -> new BitSet()).set(rank);
                            }
                        });
        return index;
    }
}
