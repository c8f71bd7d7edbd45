package fluxj.services.jobmanager.plugins;

import fluxj.coral2.dws.DwsProtocol;
import fluxj.coral2.dws.DwsProtocol.EpilogRemove;
import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.coral2.dws.DwsProtocol.PrologRemove;
import fluxj.coral2.dws.DwsProtocol.ResourceUpdate;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RpcMethod;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/// A service `dws` without rabbits: it says yes to everything at once, but for what a test tells it
/// (spec coral2 7, the fake service of t1000).
public final class FakeDws implements Service {
    /// What it makes of the resources of every job.
    static final JsonValue RESOURCES =
            JsonValue.parse(
                    "[{\"type\":\"slot\",\"count\":1,\"with\":[{\"type\":\"core\",\"count\":1}],"
                            + "\"label\":\"task\"}]");

    /// How it takes a request.
    public enum Mood {
        /// It does what it is asked for.
        WILLING,
        /// It says that it did, and does nothing.
        IDLE,
        /// It answers that it failed.
        FAILING,
        /// It does not answer.
        SILENT,
        /// It went away with the request.
        LOST,
        /// There is no service.
        ABSENT
    }

    private final ServiceContext flux;
    private final Map<String, Mood> moods = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<Long> known = new ArrayList<>();
    private JsonValue exclude = JsonValue.Null.NULL;
    private boolean confused;
    private boolean mountsAnyway;

    /// @param flux what it asks the plugin with
    public FakeDws(ServiceContext flux) {
        this.flux = flux;
    }

    /// From now on requests of one kind are taken so.
    public FakeDws on(String method, Mood mood) {
        moods.put(method, mood);
        return this;
    }

    /// A request of one kind fails with these words.
    public FakeDws failing(String method, String why) {
        failures.put(method, why);
        return on(method, Mood.FAILING);
    }

    FakeDws excluding(String json) {
        exclude = JsonValue.parse(json);
        return this;
    }

    /// From now on it sends requests that nobody understands.
    FakeDws confused() {
        confused = true;
        return this;
    }

    /// From now on it mounts even what it failed to set up.
    FakeDws mountingAnyway() {
        mountsAnyway = true;
        return this;
    }

    /// It remembers the workflow of a job.
    FakeDws knowing(long id) {
        known.add(id);
        return this;
    }

    /// What it was asked since the last time, `method payload`.
    public List<String> asked() {
        List<String> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    /// Why its own requests were refused.
    List<String> refusals() {
        return refusals;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .on(DwsProtocol.CREATE, call -> take("create", call, call.body().jobid()))
                .on(DwsProtocol.SETUP, call -> take("setup", call, call.body().jobid()))
                .on(DwsProtocol.POST_RUN, call -> take("post_run", call, call.body().jobid()))
                .on(DwsProtocol.TEARDOWN, call -> take("teardown", call, call.body().jobid()))
                .on(DwsProtocol.ABORT, call -> take("abort", call, call.body().jobid()))
                .on(
                        DwsProtocol.STATUS,
                        call ->
                                call.reply(
                                        new DwsProtocol.Status(
                                                true, Optional.of(known), Optional.empty())))
                .build();
    }

    private <Q extends Record> void take(String method, Call<Q, Outcome> call, long id) {
        Mood mood = moods.getOrDefault(method, Mood.WILLING);
        if (mood == Mood.ABSENT) {
            throw new FluxException(
                    Errno.ENOSYS, "No service matching dws." + method + " is registered");
        }
        asked.add(method + " " + RecordCodec.encode(call.body()));
        switch (mood) {
            case WILLING -> {
                call.reply(Outcome.SUCCESS);
                act(method).accept(id);
            }
            case IDLE -> call.reply(Outcome.SUCCESS);
            case FAILING -> {
                call.reply(
                        Outcome.failure(
                                failures.getOrDefault(
                                        method, method + " RPC failed for test purposes")));
                if (mountsAnyway) {
                    mount(id);
                }
            }
            case LOST -> throw new FluxException(Errno.ENOSYS);
            case SILENT, ABSENT -> {}
        }
    }

    private LongConsumer act(String method) {
        return switch (method) {
            case "create" -> this::update;
            case "setup" -> this::mount;
            case "post_run", "teardown" -> this::clear;
            default -> _ -> {};
        };
    }

    /// Lets a job out of DEPEND.
    public void update(long id) {
        if (confused) {
            send("job-manager.dws.resource-update", new OnlyId(id));
        } else {
            send(
                    DwsProtocol.RESOURCE_UPDATE.topic(),
                    new ResourceUpdate(id, RESOURCES, exclude, Optional.empty()));
        }
    }

    /// Lets a job start.
    public void mount(long id) {
        send(DwsProtocol.PROLOG_REMOVE.topic(), new PrologRemove(id, JsonObject.EMPTY));
    }

    /// Lets a job out of CLEANUP.
    public void clear(long id) {
        send(DwsProtocol.EPILOG_REMOVE.topic(), new EpilogRemove(id));
    }

    private record OnlyId(long id) {}

    /// Sends anything to the plugin.
    @SuppressWarnings("unchecked")
    private void send(String topic, Record body) {
        Class<Record> type = (Class<Record>) body.getClass();
        flux.rpc()
                .call(
                        new RpcMethod<>(topic, type, Empty.class, DwsProtocol.CREATE.access()),
                        Message.NODEID_ANY,
                        body)
                .then(
                        _ -> {},
                        error -> refusals.add(error.errno().number() + " " + error.getMessage()));
    }
}
