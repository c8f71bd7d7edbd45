package fluxj.overlay.tree;

import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.Errno;
import fluxj.routing.Router;
import fluxj.rpc.RpcClient;
import fluxj.service.Log;
import fluxj.service.ServiceContext;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Request;

import java.util.Optional;
import java.util.function.Consumer;

/// What the two ends of the overlay share: the broker around them and those who monitor it.
final class OverlayContext {
    final ServiceContext flux;
    final Router router;
    final OverlayPlan plan;
    final HostNames hosts;
    final OverlayTrace trace;
    final OverlayMonitors monitors = new OverlayMonitors();

    /// Called when a send says that its queue is above the bound.
    Runnable backedUp = () -> {};

    /// Called with a child that has sent an event.
    Consumer<Child> eventFrom = _ -> {};

    private OverlaySettings settings;

    OverlayContext(ServiceContext flux, Router router, OverlayPlan plan) {
        this.flux = flux;
        this.router = router;
        this.plan = plan;
        hosts = new HostNames(flux.attributes());
        trace = new OverlayTrace(flux.reactor(), flux.wallClock());
        settings = plan.settings();
    }

    int rank() {
        return plan.rank();
    }

    /// This broker's identity in route stacks.
    String uuid() {
        return router.uuid();
    }

    long now() {
        return flux.reactor().nanoTime();
    }

    Log log() {
        return flux.log();
    }

    RpcClient rpc() {
        return flux.rpc();
    }

    OverlaySettings settings() {
        return settings;
    }

    /// Bytes above which a neighbour's queue is backed up.
    long queueBytes() {
        return settings.limits().queueBytes();
    }

    void replaceSettings(OverlaySettings changed) {
        settings = changed;
    }

    /// A host and rank as log lines name them.
    String nameOf(int rank) {
        return hosts.of(rank) + " (rank " + rank + ")";
    }

    /// Posts an event to the broker's state machine.
    void post(String event, boolean isError) {
        rpc().send(
                        StateMachineProtocol.POST,
                        Message.NODEID_ANY,
                        new StateMachineProtocol.Post(event, Optional.of(isError)));
    }

    /// Answers a request that cannot be sent or was lost; its routes are as they were before this
    /// broker forwarded it.
    void refuse(Request request, Errno errno, String text) {
        if (!request.noResponse()) {
            router.fromOverlay(request.respondError(errno, text).withCred(ownCredentials()));
        }
    }

    private Credentials ownCredentials() {
        int userid =
                flux.attributes()
                        .get("security.owner")
                        .map(Integer::parseUnsignedInt)
                        .orElse(Credentials.USERID_UNKNOWN);
        return new Credentials(userid, Credentials.OWNER | Credentials.LOCAL);
    }
}
