package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonObject;

import java.util.Optional;

/// Which events tell of some nodes. Pure.
///
/// @param ranks the nodes, by the ranks of today
/// @param hosts their names, when that is how they were given
record EventTargets(Idset ranks, Optional<Hostlist> hosts) {
    /// Reads ranks or hosts.
    ///
    /// @param all the hosts of the instance
    static EventTargets of(String targets, Hostlist all) {
        try {
            return new EventTargets(Idset.parse(targets), Optional.empty());
        } catch (FormatException _) {
            try {
                Hostlist hosts = Hostlist.parse(targets);
                return new EventTargets(all.ranksOf(hosts), Optional.of(hosts));
            } catch (FormatException _) {
                throw new CommandFailure("ERROR: invalid targets " + targets);
            }
        }
    }

    boolean match(JsonObject context) {
        if (hosts.isPresent()
                && context.text("nodelist")
                        .map(list -> !Hostlist.parse(list).intersect(hosts.get()).isEmpty())
                        .orElse(false)) {
            return true;
        }
        return context.text("ranks")
                .or(() -> context.text("idset"))
                .map(ids -> !Idset.parse(ids).intersect(ranks).isEmpty())
                .orElse(false);
    }
}
