package fluxj.overlay.tree;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.TbonConfig.TorpidLimits;
import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.format.Topology;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.ChildHealth;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.overlay.OverlayProtocol.InterThread;
import fluxj.overlay.OverlayProtocol.OfRank;
import fluxj.overlay.OverlayProtocol.Peer;
import fluxj.overlay.OverlayProtocol.Reason;
import fluxj.overlay.OverlayProtocol.Stats;
import fluxj.overlay.OverlayProtocol.Subtree;
import fluxj.overlay.OverlayTransport;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.routing.OverlayLinks;
import fluxj.routing.Router;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.StreamCall;
import fluxj.service.Attributes;
import fluxj.service.HeartbeatSync;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The built-in module `overlay`: answers `overlay.*`, and is the [OverlayLinks] that the router
/// sends through.
public final class OverlayService implements Service, OverlayLinks {
    private static final int STATE_CLEANUP = 6;
    private static final int STATE_SHUTDOWN = 7;
    private static final int HANG_AT_STOP = 1;
    private static final int STATE_GOODBYE = 9;
    private static final Duration SHUTDOWN_SWEEP = Duration.ofSeconds(5);

    private final OverlayContext context;
    private final Children children;
    private final ChildLinks childLinks;
    private final @Nullable ParentLink parentLink;
    private final KeepAlive keepAlive;
    private final LinkSetup setup;
    private final FlowControl flowControl;
    private @Nullable Timer shutdownSweep;
    private int brokerState;

    /// @param transport where the sockets come from; the caller closes it
    /// @param router the broker's router; it is told of this tree when the service starts
    public OverlayService(
            ServiceContext flux, Router router, OverlayTransport transport, OverlayPlan plan) {
        context = new OverlayContext(flux, router, plan);
        children = new Children(plan.topology(), plan.rank(), context.now());
        childLinks =
                new ChildLinks(context, children, this::subtreeStatusChanged, this::childChanged);
        OptionalInt parent = plan.topology().parent(plan.rank());
        parentLink =
                parent.isPresent()
                        ? new ParentLink(context, parent.getAsInt(), childLinks::subtreeStatus)
                        : null;
        keepAlive = new KeepAlive(context, children, childLinks, parentLink);
        setup = new LinkSetup(context, transport, childLinks, parentLink);
        flowControl = new FlowControl(context, children, childLinks, parentLink);
        context.backedUp = flowControl.congestion()::begin;
        context.eventFrom = flowControl::eventFrom;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(OverlayProtocol.class)
                .on(OverlayProtocol.HEALTH, this::health)
                .on(OverlayProtocol.TOPOLOGY, this::topology)
                .on(OverlayProtocol.MONITOR, this::monitor)
                .on(OverlayProtocol.DISCONNECT_SUBTREE, this::disconnectSubtree)
                .on(OverlayProtocol.DISCONNECT_PARENT, this::disconnectParent)
                .on(OverlayProtocol.STATS_GET, this::stats)
                .on(OverlayProtocol.TRACE, context.trace::add)
                .onRaw("overlay.config-reload", Access.OWNER, this::configChanged)
                .onRaw("overlay.config-sync", Access.OWNER, this::configChanged)
                .onEvent(HeartbeatSync.PULSE, _ -> keepAlive.pulse())
                .build();
    }

    @Override
    public Promise<Empty> start() {
        context.router.attachTree(this);
        return setup.run()
                .map(
                        done -> {
                            context.flux.subscribe(HeartbeatSync.PULSE);
                            keepAlive.start();
                            followState();
                            return done;
                        });
    }

    @Override
    public Promise<Empty> stop() {
        keepAlive.stop();
        if (shutdownSweep != null) {
            shutdownSweep.cancel();
        }
        if (parentLink != null) {
            parentLink.close();
        }
        childLinks.close();
        // Debug bit 1 makes the module hang at its end, to see what the broker does.
        return context.flux.isDebugging(HANG_AT_STOP) ? new Deferred<>() : Promise.of(Empty.EMPTY);
    }

    // --- the broker's state

    private void followState() {
        context.rpc()
                .open(
                        StateMachineProtocol.MONITOR,
                        Message.NODEID_ANY,
                        new StateMachineProtocol.Monitor(Optional.of(STATE_GOODBYE)),
                        current -> stateChanged(current.state()),
                        end -> {
                            if (!end.errno().equals(Errno.ENODATA)) {
                                context.log()
                                        .err(
                                                StateMachineProtocol.MONITOR.topic()
                                                        + ": "
                                                        + end.getMessage());
                            }
                        });
    }

    private void stateChanged(int state) {
        if (state >= STATE_CLEANUP) {
            childLinks.helloHandler().close();
        }
        if (state == STATE_SHUTDOWN) {
            if (children.onlineCount() == 0) {
                context.post("children-none", false);
            } else {
                shutdownSweep =
                        context.flux.reactor().every(SHUTDOWN_SWEEP, childLinks::giveUpUnconnected);
            }
        }
        if (state == STATE_GOODBYE && parentLink != null) {
            parentLink.goodbye();
        }
        brokerState = state;
    }

    private void subtreeStatusChanged(SubtreeStatus status) {
        if (parentLink != null) {
            parentLink.subtreeStatus(status);
        }
    }

    private void childChanged() {
        context.monitors.healthChanged(this::healthNow);
        if (brokerState == STATE_SHUTDOWN && children.onlineCount() == 0) {
            context.post("children-complete", false);
        }
    }

    // --- the tree

    @Override
    public void request(Request request) {
        boolean up = request.has(Message.UPSTREAM);
        if (!up) {
            var child = children.towards(request.nodeid());
            if (child.isPresent()) {
                childLinks.request(child.get(), request);
                return;
            }
        }
        if (parentLink != null) {
            parentLink.request(request);
            return;
        }
        boolean anyService =
                !up && (request.nodeid() == 0 || request.nodeid() == Message.NODEID_ANY);
        context.refuse(request, anyService ? Errno.ENOSYS : Errno.EHOSTUNREACH, "");
    }

    @Override
    public void response(Response response) {
        if (parentLink != null
                && !parentLink.uuid().isEmpty()
                && response.routes().top().equals(parentLink.uuid())) {
            parentLink.response(response);
        } else {
            childLinks.response(response);
        }
    }

    @Override
    public void eventUp(Event event) {
        if (parentLink != null) {
            parentLink.event(event);
        }
    }

    @Override
    public void eventDown(Event event) {
        childLinks.event(event);
    }

    @Override
    public OverlayLinks.Uplink uplink() {
        return parentLink == null ? OverlayLinks.Uplink.GONE : parentLink.uplink();
    }

    @Override
    public long linkBacklog(RouteStack routes) {
        String next = routes.top();
        return parentLink != null && next.equals(parentLink.uuid())
                ? parentLink.queuedBytes()
                : childLinks.queuedBytes(next);
    }

    @Override
    public long backlogBytes() {
        return flowControl.longestQueue();
    }

    @Override
    public boolean isCongested() {
        return flowControl.congestion().isOn();
    }

    @Override
    public void onDrained(Runnable task) {
        flowControl.congestion().onDrained(task);
    }

    // --- overlay.*

    private void health(StreamCall<Empty, Health> call) {
        if (call.isStreaming()) {
            context.monitors.addHealth(call);
        }
        call.send(healthNow());
    }

    private Health healthNow() {
        long now = context.now();
        List<ChildHealth> list = new ArrayList<>(children.size());
        for (Child child : children) {
            Optional<String> error =
                    child.isOnline() || child.error().isEmpty()
                            ? Optional.empty()
                            : Optional.of(child.error());
            list.add(
                    new ChildHealth(
                            child.rank, child.status().word(), child.statusSeconds(now), error));
        }
        return new Health(
                context.rank(),
                childLinks.subtreeStatus().word(),
                childLinks.subtreeSeconds(now),
                list);
    }

    private void topology(Call<OfRank, Subtree> call) {
        int rank = call.body().rank();
        if (rank != context.rank() && children.ofRank(rank).isEmpty()) {
            call.fail(Errno.ENOENT, "requested rank is not this broker or its direct child");
            return;
        }
        call.reply(subtree(context.plan.topology(), rank));
    }

    /// Deep trees are rare (kary:1); a list of ranks is as deep as the tree.
    private static Subtree subtree(Topology topology, int rank) {
        List<Subtree> below = new ArrayList<>();
        for (int child : topology.children(rank)) {
            below.add(subtree(topology, child));
        }
        return new Subtree(rank, topology.descendants(rank) + 1, below);
    }

    private void monitor(StreamCall<Empty, Peer> call) {
        for (Child child : children) {
            if (child.status() != SubtreeStatus.OFFLINE || child.isTorpid()) {
                call.send(OverlayMonitors.peerOf(child));
            }
        }
        context.monitors.addMonitor(call);
    }

    private void disconnectSubtree(Call<OfRank, Empty> call) {
        Child child =
                children.ofRank(call.body().rank())
                        .orElseThrow(
                                () ->
                                        new FluxException(
                                                Errno.ENOENT,
                                                "requested rank is not this broker's direct"
                                                        + " child"));
        childLinks.disconnect(child);
        call.reply(Empty.EMPTY);
    }

    private void disconnectParent(Call<Reason, Empty> call) {
        context.log().crit("disconnecting: " + call.body().reason());
        if (parentLink != null) {
            parentLink.disconnect();
        }
    }

    private void stats(Call<Empty, Stats> call) {
        call.reply(
                new Stats(
                        children.size(),
                        children.onlineCount(),
                        parentLink == null ? 0 : 1,
                        parentLink == null ? 0 : parentLink.trackedRpcs(),
                        childLinks.trackedRpcs(),
                        new InterThread(0, 0)));
    }

    // --- configuration

    private void configChanged(RawCall call) {
        try {
            OverlaySettings now = context.settings();
            TorpidLimits next =
                    new TorpidLimits(Fsd.of(now.torpidMin()), Fsd.of(now.torpidMax()))
                            .reloaded(Config.of(call.request().payload().json()));
            context.replaceSettings(
                    now.withTorpid(next.min().toDuration(), next.max().toDuration()));
            Attributes attributes = context.flux.attributes();
            attributes.set("tbon.torpid_min", next.min().toString());
            attributes.set("tbon.torpid_max", next.max().toString());
            call.reply(Payload.NONE);
        } catch (ConfigException e) {
            call.fail(Errno.EINVAL, String.valueOf(e.getMessage()));
        } catch (FluxException e) {
            call.fail(e);
        }
    }
}
