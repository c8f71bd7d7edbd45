package fluxj.services.jobmanager.perilog;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.service.ServiceContext;

/// The hosts of ranks, for the log.
final class RankNames {
    private final ServiceContext flux;

    RankNames(ServiceContext flux) {
        this.flux = flux;
    }

    /// `node3 (rank 3)`, or `node[3-4] (rank 3-4)`.
    String of(Idset ranks) {
        return hosts(ranks) + " (rank " + ranks + ")";
    }

    String of(int rank) {
        return of(Idset.of(rank));
    }

    private String hosts(Idset ranks) {
        try {
            Hostlist all = Hostlist.parse(flux.attributes().get("hostlist").orElse(""));
            return ranks.last().orElse(0) < all.size() ? all.select(ranks).toString() : "unknown";
        } catch (FormatException _) {
            return "unknown";
        }
    }
}
