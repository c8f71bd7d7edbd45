package fluxj.services.resource;

import fluxj.config.tables.ResourceConfig;
import fluxj.config.tables.VerifyModes;
import fluxj.errors.Errno;
import fluxj.job.ResourceSet;
import fluxj.job.Verification;
import fluxj.platform.topology.LocalHost;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RawCall;
import fluxj.service.ServiceContext;
import fluxj.wire.Payload;

import java.util.Map;
import java.util.Optional;

/// What this broker's host has: looked at once, compared with the resources that the instance takes
/// it for, and told to the parent. A host that lacks something drains itself (spec services 8.2).
final class HostCheck {
    private final ServiceContext flux;
    private final Inventory inventory;
    private final Drains drains;
    private final Reduction reduction;
    private Optional<LocalHost> host = Optional.empty();

    HostCheck(ServiceContext flux, Inventory inventory, Drains drains, Reduction reduction) {
        this.flux = flux;
        this.inventory = inventory;
        this.drains = drains;
        this.reduction = reduction;
    }

    Promise<Empty> run(ResourceSettings settings, boolean isRecovering) {
        boolean restricts = !settings.table().get(ResourceConfig.NORESTRICT);
        Map<String, String> variables = flux.variables();
        return flux.reactor()
                .blocking(() -> LocalHost.discover(restricts, variables))
                .flatMap(
                        found -> {
                            host = Optional.of(found);
                            return verify(found, settings, isRecovering);
                        })
                .map(
                        done -> {
                            host.ifPresent(here -> reduction.start(here.asRank(flux.rank())));
                            return done;
                        });
    }

    private Promise<Empty> verify(
            LocalHost found, ResourceSettings settings, boolean isRecovering) {
        ResourceConfig table = settings.table();
        boolean fromParent =
                inventory
                        .known()
                        .flatMap(Inventory.Known::method)
                        .equals(Optional.of(Inventory.PARENT));
        boolean skips =
                table.get(ResourceConfig.NOVERIFY)
                        || settings.arguments().noverify()
                        || isRecovering
                        || (fromParent && !table.get(ResourceConfig.VERIFY).isExplicit());
        Optional<String> problem =
                skips
                        ? Optional.empty()
                        : inventory
                                .resources()
                                .flatMap(
                                        all ->
                                                problem(
                                                        all,
                                                        found,
                                                        table.get(ResourceConfig.VERIFY)));
        return problem.map(this::drainSelf).orElseGet(() -> Promise.of(Empty.EMPTY));
    }

    private Optional<String> problem(ResourceSet all, LocalHost found, VerifyModes modes) {
        String problem = Verification.of(all, found.asRank(flux.rank()), modes).problem();
        return Optional.of(problem).filter(text -> !text.isEmpty());
    }

    private Promise<Empty> drainSelf(String reason) {
        flux.log().err("draining: " + reason);
        return flux.rank() == 0
                ? drains.drainSelf(flux.rank(), reason)
                : flux.rpc()
                        .call(
                                ResourceProtocol.DRAIN,
                                0,
                                new ResourceProtocol.Drain(
                                        Integer.toString(flux.rank()),
                                        Optional.of(reason),
                                        Optional.of("update")));
    }

    /// Tells its hwloc XML.
    void topology(RawCall call) {
        host.ifPresentOrElse(
                here -> call.reply(Payload.ofText(here.xml())),
                () -> call.fail(Errno.EAGAIN, "the hardware is not known yet"));
    }
}
