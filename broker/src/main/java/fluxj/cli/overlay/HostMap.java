package fluxj.cli.overlay;

import fluxj.cli.CommandFailure;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;

import java.util.OptionalInt;

/// Which host has which rank, by the attribute `hostlist`.
public final class HostMap {
    private final Hostlist hosts;

    HostMap(Hostlist hosts) {
        this.hosts = hosts;
    }

    /// The map of the instance that a client is at.
    public static HostMap of(FluxClient client) {
        try {
            return new HostMap(Hostlist.parse(client.attribute("hostlist")));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "could not decode the hostlist attribute");
        }
    }

    /// The host of a rank.
    String host(int rank) {
        return rank >= 0 && rank < hosts.size() ? hosts.get(rank) : "(null)";
    }

    /// The rank of a host.
    OptionalInt rank(String host) {
        return hosts.find(host);
    }

    /// The hosts of some ranks as one hostlist.
    String hosts(Idset ranks) {
        ranks.forEach(
                rank -> {
                    if (rank >= hosts.size()) {
                        throw new CommandFailure("rank " + rank + " is not in host map");
                    }
                });
        return hosts.select(ranks).toString();
    }

    /// The ranks behind an idset or a hostlist.
    Idset ranks(String target) {
        try {
            return Idset.parse(target);
        } catch (FormatException notRanks) {
            return ranksOfHosts(target);
        }
    }

    private Idset ranksOfHosts(String target) {
        Idset.Builder ranks = Idset.builder();
        Hostlist wanted;
        try {
            wanted = Hostlist.parse(target);
        } catch (FormatException e) {
            throw new CommandFailure("Error decoding " + target + ": " + e.getMessage());
        }
        for (String host : wanted) {
            OptionalInt rank = hosts.find(host);
            if (rank.isEmpty()) {
                throw new CommandFailure("host " + host + " not found in host map");
            }
            ranks.add(rank.getAsInt());
        }
        return ranks.build();
    }

    /// Ranks to hosts, or hosts to ranks, whichever `target` is.
    String lookup(String target) {
        try {
            return hosts(Idset.parse(target));
        } catch (FormatException notRanks) {
            return ranksOfHosts(target).toString();
        }
    }
}
