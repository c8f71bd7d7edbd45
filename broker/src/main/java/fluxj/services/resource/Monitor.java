package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;
import fluxj.services.groups.GroupsProtocol;
import fluxj.services.resource.ResourceProtocol.Ranks;
import fluxj.services.resource.ResourceProtocol.Up;
import fluxj.wire.Message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Which nodes are online and which have not been heard of for a while, by the groups that brokers
/// join (spec services 8.4).
final class Monitor {
    private static final String ONLINE = "broker.online";
    private static final String SYSTEMD_ONLINE = "sdmon.online";
    private static final String TORPID = "broker.torpid";

    private final ServiceContext flux;
    private final ResourceLog log;
    private final List<RpcClient.Stream> streams = new ArrayList<>();
    private final List<Call<Up, Empty>> waiting = new ArrayList<>();
    private Idset all = Idset.EMPTY;
    private Idset up = Idset.EMPTY;
    private Idset torpid = Idset.EMPTY;
    private Idset lost = Idset.EMPTY;

    Monitor(ServiceContext flux, ResourceLog log) {
        this.flux = flux;
        this.log = log;
    }

    Idset up() {
        return up;
    }

    Idset down() {
        return all.minus(up);
    }

    Idset torpid() {
        return torpid;
    }

    /// Ranks that were online and are so no more.
    Idset lost() {
        return lost;
    }

    /// Begins; done when it is known who is online.
    ///
    /// @param size how many nodes there are
    /// @param isRecovering the instance is only looked at: nobody is online
    Promise<Empty> start(int size, ResourceSettings settings, boolean isRecovering) {
        all = Idset.upTo(size);
        Promise<Empty> known = Promise.of(Empty.EMPTY);
        if (settings.arguments().forceUp()) {
            up = all;
        } else if (!isRecovering) {
            known = watch(settings.isSystemd() ? SYSTEMD_ONLINE : ONLINE, this::online);
            watch(TORPID, this::torpid)
                    .then(_ -> {}, error -> flux.log().debug(TORPID + ": " + error.getMessage()));
        }
        return known.map(
                _ -> {
                    log.note(
                            "restart",
                            JsonObject.builder()
                                    .put("ranks", all.toString())
                                    .put("online", up.toString())
                                    .put("nodelist", flux.attributes().get("hostlist").orElse(""))
                                    .build());
                    return Empty.EMPTY;
                });
    }

    /// Follows a group; done with its first answer.
    private Promise<Empty> watch(String group, Consumer<Idset> update) {
        Deferred<Empty> first = new Deferred<>();
        streams.add(
                flux.rpc()
                        .open(
                                GroupsProtocol.GET,
                                Message.NODEID_ANY,
                                new GroupsProtocol.Name(group),
                                members -> {
                                    update.accept(Idset.parse(members.members()));
                                    first.complete(Empty.EMPTY);
                                },
                                error -> {
                                    if (first.isDone()) {
                                        flux.log()
                                                .crit(
                                                        "monitor: "
                                                                + group
                                                                + ": "
                                                                + error.getMessage());
                                    }
                                    first.fail(error);
                                }));
        return first;
    }

    private void online(Idset now) {
        Idset joined = now.minus(up);
        Idset left = up.minus(now);
        up = now;
        lost = lost.union(left).minus(joined);
        note("online", joined);
        note("offline", left);
        for (Call<Up, Empty> call : List.copyOf(waiting)) {
            if (call.body().up() == up.size()) {
                waiting.remove(call);
                call.reply(Empty.EMPTY);
            }
        }
    }

    private void torpid(Idset now) {
        Idset joined = now.minus(torpid);
        Idset left = torpid.minus(now);
        torpid = now;
        note("torpid", joined);
        note("lively", left);
    }

    private void note(String event, Idset ranks) {
        if (!ranks.isEmpty()) {
            log.note(event, JsonObject.of("idset", ranks.toString()));
        }
    }

    void waitUp(Call<Up, Empty> call) {
        int wanted = call.body().up();
        if (wanted < 0 || wanted > all.size()) {
            throw new FluxException(Errno.EPROTO, "up value is out of range");
        }
        if (up.size() == wanted) {
            call.reply(Empty.EMPTY);
        } else {
            waiting.add(call);
        }
    }

    void forceDown(Call<Ranks, Empty> call) {
        Idset ranks;
        try {
            ranks = Idset.parse(call.body().ranks());
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
        online(up.minus(ranks));
        call.reply(Empty.EMPTY);
    }

    void stop() {
        streams.forEach(RpcClient.Stream::cancel);
        streams.forEach(RpcClient.Stream::forget);
        waiting.forEach(call -> call.fail(Errno.ENOSYS, ""));
        waiting.clear();
    }
}
