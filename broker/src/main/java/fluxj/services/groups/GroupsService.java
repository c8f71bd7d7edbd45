package fluxj.services.groups;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Peer;
import fluxj.overlay.OverlayProtocol.Subtree;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.StreamCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.groups.GroupsProtocol.Members;
import fluxj.services.groups.GroupsProtocol.Name;
import fluxj.services.groups.GroupsProtocol.Stats;
import fluxj.services.groups.GroupsProtocol.Update;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects joins and leaves of this broker and its subtree, applies them a tenth of a second later
/// and passes them up.
public final class GroupsService implements Service {
    private static final Duration BATCH_TIME = Duration.ofMillis(100);
    private static final String TORPID = "broker.torpid";

    private final ServiceContext flux;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final GroupBatch batch = new GroupBatch();
    private final Map<Integer, Idset> subtrees = new LinkedHashMap<>();
    private Idset torpid = Idset.EMPTY;
    private @Nullable Timer batchTimer;

    /// Not started yet.
    public GroupsService(ServiceContext flux) {
        this.flux = flux;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(GroupsProtocol.class)
                .on(GroupsProtocol.JOIN, this::join)
                .on(GroupsProtocol.LEAVE, this::leave)
                .on(GroupsProtocol.GET, this::get)
                .on(GroupsProtocol.UPDATE, this::update)
                .on(GroupsProtocol.STATS_GET, this::stats)
                .onRaw("groups.disconnect", Access.USER, this::disconnect)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        // On a later turn, when the overlay module is there to be asked.
        flux.reactor().post(this::followOverlay);
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> stop() {
        if (batchTimer != null) {
            batchTimer.cancel();
        }
        return Promise.of(Empty.EMPTY);
    }

    // --- requests

    private Group group(String name) {
        return groups.computeIfAbsent(name, Group::new);
    }

    private void requireLocal(Call<Name, Empty> call) {
        if (!call.from().hasAny(Credentials.LOCAL)) {
            throw new FluxException(
                    Errno.EPROTO, call.request().topic() + " is restricted to the local broker");
        }
    }

    private void join(Call<Name, Empty> call) {
        requireLocal(call);
        Group group = group(call.body().name());
        if (group.joined != null) {
            throw new FluxException(
                    Errno.EEXIST, "rank " + flux.rank() + " is already a member of " + group.name);
        }
        group.joined = call.request();
        enqueue(group.name, Idset.of(flux.rank()), true);
        call.reply(Empty.EMPTY);
    }

    private void leave(Call<Name, Empty> call) {
        requireLocal(call);
        Group group = groups.get(call.body().name());
        if (group == null || group.joined == null) {
            throw new FluxException(
                    Errno.ENOENT,
                    "rank " + flux.rank() + " is not a member of " + call.body().name());
        }
        group.joined = null;
        enqueue(group.name, Idset.of(flux.rank()), false);
        call.reply(Empty.EMPTY);
    }

    private void get(StreamCall<Name, Members> call) {
        if (flux.rank() > 0) {
            throw new FluxException(Errno.EPROTO, "this RPC is only available on rank 0");
        }
        Group group = group(call.body().name());
        call.send(group.reply());
        if (call.isOpen()) {
            group.watch(call);
        }
    }

    private void update(Call<Update, Empty> call) {
        boolean idle = batch.isEmpty();
        try {
            batch.addAll(call.body().update());
        } catch (FluxException e) {
            flux.log().err(e.getMessage() + " (from " + call.request().routes() + ")");
            return;
        }
        armTimer(idle);
    }

    private void stats(Call<Empty, Stats> call) {
        JsonObject.Builder all = JsonObject.builder();
        groups.values().forEach(group -> all.put(group.name, group.members.toString()));
        call.reply(new Stats(all.build()));
    }

    private void disconnect(RawCall call) {
        flush();
        for (Group group : groups.values()) {
            Request joined = group.joined;
            if (joined != null && Dispatcher.sameSender(call.request(), joined)) {
                group.joined = null;
                enqueue(group.name, Idset.of(flux.rank()), false);
            }
        }
    }

    // --- the batch

    private void enqueue(String name, Idset ranks, boolean set) {
        boolean idle = batch.isEmpty();
        batch.add(name, ranks, set);
        armTimer(idle);
    }

    private void armTimer(boolean wasIdle) {
        if (wasIdle && !batch.isEmpty()) {
            batchTimer = flux.reactor().after(BATCH_TIME, this::flush);
        }
    }

    private void flush() {
        if (batchTimer != null) {
            batchTimer.cancel();
            batchTimer = null;
        }
        if (batch.isEmpty()) {
            return;
        }
        Map<String, List<GroupBatch.Step>> drained = batch.drain();
        if (flux.rank() > 0) {
            flux.rpc()
                    .send(
                            GroupsProtocol.UPDATE,
                            Message.NODEID_UPSTREAM,
                            new Update(GroupBatch.toJson(drained)));
        }
        drained.forEach(
                (name, steps) -> {
                    Group group = group(name);
                    for (GroupBatch.Step step : steps) {
                        group.members = step.applyTo(group.members);
                    }
                    group.tellWatchers();
                });
    }

    // --- the overlay

    private void followOverlay() {
        if (flux.size() == 1) {
            return;
        }
        flux.rpc()
                .call(
                        OverlayProtocol.TOPOLOGY,
                        flux.rank(),
                        new OverlayProtocol.OfRank(flux.rank()))
                .then(
                        this::monitor,
                        error -> flux.log().err("overlay.topology: " + error.getMessage()));
    }

    private void monitor(Subtree own) {
        for (Subtree child : own.children()) {
            subtrees.put(child.rank(), ranksOf(child));
        }
        if (subtrees.isEmpty()) {
            return;
        }
        flux.rpc()
                .open(
                        OverlayProtocol.MONITOR,
                        flux.rank(),
                        Empty.EMPTY,
                        this::peerChanged,
                        end -> {
                            if (!end.errno().equals(Errno.ENODATA)
                                    && !end.errno().equals(Errno.EHOSTUNREACH)) {
                                flux.log().crit("overlay.monitor: " + end.getMessage());
                            }
                        });
    }

    private static Idset ranksOf(Subtree subtree) {
        Idset.Builder ranks = Idset.builder();
        List<Subtree> open = new ArrayList<>(List.of(subtree));
        while (!open.isEmpty()) {
            Subtree next = open.removeLast();
            ranks.add(next.rank());
            open.addAll(next.children());
        }
        return ranks.build();
    }

    private void peerChanged(Peer peer) {
        flush();
        Idset below = subtrees.get(peer.rank());
        if (below == null) {
            flux.log().err("overlay.monitor: no subtree of rank " + peer.rank());
            return;
        }
        switch (peer.status()) {
            case "lost", "offline" -> {
                for (Group group : groups.values()) {
                    Idset gone = group.members.intersect(below);
                    if (!gone.isEmpty()) {
                        enqueue(group.name, gone, false);
                    }
                }
            }
            case "full", "partial", "degraded" -> torpidChanged(peer.rank(), peer.torpid());
            default -> {}
        }
    }

    private void torpidChanged(int rank, boolean isTorpid) {
        if (isTorpid != torpid.contains(rank)) {
            torpid = isTorpid ? torpid.with(rank) : torpid.without(rank);
            enqueue(TORPID, Idset.of(rank), isTorpid);
        }
    }
}
