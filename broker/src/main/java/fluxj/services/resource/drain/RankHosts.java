package fluxj.services.resource.drain;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;

import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;

/// The hosts of this instance's ranks.
public record RankHosts(Hostlist hosts) {
    /// Reads the attribute `hostlist`; what is none names nobody.
    public static RankHosts of(Optional<String> hostlist) {
        try {
            return new RankHosts(hostlist.map(Hostlist::parse).orElse(Hostlist.EMPTY));
        } catch (FormatException _) {
            return new RankHosts(Hostlist.EMPTY);
        }
    }

    /// The hosts of some ranks, in their order.
    ///
    /// @throws FluxException ENOENT when there is no such rank
    public String names(Idset ranks) {
        if (ranks.last().orElse(-1) >= hosts.size()) {
            throw new FluxException(Errno.ENOENT);
        }
        return hosts.select(ranks).toString();
    }

    /// The ranks that nodes have now which had others when their hosts were written down. A rank
    /// whose host is the same keeps it, which tells brokers of one host apart; a host that is no
    /// more is left out.
    ///
    /// @param nodelist their hosts at that time, in the order of `ranks`
    /// @param size ranks from this on are left out
    Idset now(Idset ranks, Hostlist nodelist, int size) {
        Idset.Builder found = Idset.builder();
        Iterator<String> names = nodelist.iterator();
        ranks.forEach(
                rank -> {
                    OptionalInt now =
                            names.hasNext() ? now(rank, names.next()) : OptionalInt.of(rank);
                    if (now.isPresent() && now.getAsInt() < size) {
                        found.add(now.getAsInt());
                    }
                });
        return found.build();
    }

    private OptionalInt now(int rank, String host) {
        return rank < hosts.size() && hosts.get(rank).equals(host)
                ? OptionalInt.of(rank)
                : hosts.find(host);
    }
}
