package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.resource.ResourceProtocol.Drain;
import fluxj.services.resource.ResourceProtocol.Undrain;
import fluxj.services.resource.drain.DrainState;
import fluxj.services.resource.drain.Overwrite;
import fluxj.services.resource.drain.RankHosts;

import java.util.Optional;
import java.util.function.Supplier;

/// Drains nodes and undrains them when somebody asks for it (spec services 8.3). Nodes that are
/// excluded cannot be drained.
final class Drains {
    private final ServiceContext flux;
    private final Inventory inventory;
    private final ResourceLog log;
    private final Supplier<Idset> excluded;
    private DrainState state = new DrainState(0);

    Drains(ServiceContext flux, Inventory inventory, ResourceLog log, Supplier<Idset> excluded) {
        this.flux = flux;
        this.inventory = inventory;
        this.log = log;
        this.excluded = excluded;
    }

    DrainState state() {
        return state;
    }

    /// Goes on with this state.
    void setState(DrainState restored) {
        state = restored;
    }

    /// The hosts of this instance's ranks.
    RankHosts hosts() {
        return RankHosts.of(flux.attributes().get("hostlist"));
    }

    private Idset targets(String text) {
        Idset ranks = inventory.ranks(text);
        if (ranks.isEmpty()) {
            throw new FluxException(Errno.EINVAL, "idset is empty");
        }
        if (ranks.last().orElse(0) >= state.size()) {
            throw new FluxException(Errno.EINVAL, "idset is out of range");
        }
        return ranks;
    }

    void drain(Call<Drain, Empty> call) {
        Drain wanted = call.body();
        Idset ranks = targets(wanted.targets());
        Optional<Overwrite> overwrite = wanted.mode().map(Drains::drainMode);
        if (overwrite.isEmpty()) {
            check(ranks);
        }
        call.replyWith(
                drain(
                        ranks,
                        wanted.reason(),
                        overwrite.orElse(Overwrite.NOTHING),
                        hosts().names(ranks)));
    }

    private static Overwrite drainMode(String mode) {
        return Overwrite.of(mode)
                .orElseThrow(() -> new FluxException(Errno.EINVAL, "Invalid mode specified"));
    }

    private void check(Idset ranks) {
        Idset out = ranks.intersect(excluded.get());
        Idset drained = ranks.intersect(state.withReason());
        Idset wrong = out.union(drained);
        if (wrong.isEmpty()) {
            return;
        }
        String text =
                "rank%s %s %s%s%s"
                        .formatted(
                                wrong.size() > 1 ? "s" : "",
                                wrong,
                                drained.isEmpty() ? "" : "already drained",
                                drained.isEmpty() || out.isEmpty() ? "" : " or ",
                                out.isEmpty() ? "" : "excluded");
        throw new FluxException(drained.isEmpty() ? Errno.EINVAL : Errno.EEXIST, text);
    }

    private Promise<Empty> drain(
            Idset ranks, Optional<String> reason, Overwrite overwrite, String nodelist) {
        double now = flux.wallClock().epochSeconds();
        state.drain(ranks, now, reason, overwrite);
        JsonObject.Builder context =
                JsonObject.builder().put("idset", ranks.toString()).put("nodelist", nodelist);
        reason.ifPresent(text -> context.put("reason", text));
        Promise<Empty> counted =
                log.post(now, "drain", context.put("overwrite", overwrite.number()).build());
        tell("drain", ranks.toString(), nodelist, overwrite, reason);
        return counted;
    }

    private void tell(
            String event,
            String targets,
            String nodelist,
            Overwrite overwrite,
            Optional<String> reason) {
        flux.log()
                .info(
                        "%s idset=%s nodelist=%s overwrite=%d reason=%s"
                                .formatted(
                                        event,
                                        targets,
                                        nodelist,
                                        overwrite.number(),
                                        reason.orElse("")));
    }

    /// Drains this broker's own node, which keeps a reason that it has.
    Promise<Empty> drainSelf(int rank, String reason) {
        Idset ranks = Idset.of(rank);
        return drain(ranks, Optional.of(reason), Overwrite.NOTHING, hosts().names(ranks));
    }

    void undrain(Call<Undrain, Empty> call) {
        Undrain wanted = call.body();
        Idset ranks = targets(wanted.targets());
        Optional<Overwrite> overwrite = wanted.mode().map(Drains::undrainMode);
        Idset wrong = ranks.minus(state.drained());
        if (overwrite.isEmpty() && !wrong.isEmpty()) {
            throw new FluxException(
                    Errno.EEXIST,
                    "rank%s %s not drained".formatted(wrong.size() > 1 ? "s" : "", wrong));
        }
        String nodelist = hosts().names(ranks);
        Overwrite number = overwrite.orElse(Overwrite.NOTHING);
        state.undrain(ranks);
        JsonObject.Builder context =
                JsonObject.builder()
                        .put("idset", ranks.toString())
                        .put("nodelist", nodelist)
                        .put("overwrite", number.number());
        wanted.reason().ifPresent(text -> context.put("reason", text));
        call.replyWith(log.post("undrain", context.build()));
        tell("undrain", wanted.targets(), nodelist, number, wanted.reason());
    }

    private static Overwrite undrainMode(String mode) {
        return Overwrite.of(mode)
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.EINVAL,
                                        "invalid undrain mode '" + mode + "' specified"));
    }

    /// Undrains what is excluded, with an event, so that a node is not drained when it is excluded
    /// no more.
    void reconcile() {
        Idset both = state.drained().intersect(excluded.get());
        if (both.isEmpty()) {
            return;
        }
        state.undrain(both);
        log.post(
                        "undrain",
                        JsonObject.builder()
                                .put("idset", both.toString())
                                .put("nodelist", hosts().names(both))
                                .build())
                .then(_ -> {}, _ -> {});
    }
}
