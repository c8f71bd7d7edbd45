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
import java.util.random.RandomGenerator;

/// A service `dws` with workflows that outlive it, as those in Kubernetes do. It goes away at any
/// moment, also in the middle of a request, and what it does takes time.
final class MoodyDws implements Service {
    /// Where a workflow is.
    private enum Phase {
        PROPOSAL,
        SETUP,
        MOUNTED,
        TEARDOWN
    }

    private final ServiceContext flux;
    private final RandomGenerator random;
    private final Map<Long, Phase> workflows = new LinkedHashMap<>();
    private boolean up = true;
    private boolean steady;

    MoodyDws(ServiceContext flux, RandomGenerator random) {
        this.flux = flux;
        this.random = random;
    }

    /// The jobs with a workflow.
    List<Long> workflows() {
        return List.copyOf(workflows.keySet());
    }

    /// From now on it stays.
    void steady() {
        steady = true;
        up = true;
    }

    /// It comes or goes.
    void turn() {
        up = steady || !up;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .on(DwsProtocol.CREATE, call -> take(call, () -> create(call.body().jobid())))
                .on(DwsProtocol.SETUP, call -> take(call, () -> setUp(call.body().jobid())))
                .on(
                        DwsProtocol.POST_RUN,
                        call ->
                                take(
                                        call,
                                        () ->
                                                tearDown(
                                                        call.body().jobid(),
                                                        call.body().runStarted())))
                .on(
                        DwsProtocol.TEARDOWN,
                        call -> take(call, () -> tearDown(call.body().jobid(), false)))
                .on(DwsProtocol.ABORT, call -> take(call, () -> abort(call.body().jobid())))
                .on(DwsProtocol.STATUS, this::status)
                .build();
    }

    private void status(Call<Empty, DwsProtocol.Status> call) {
        checkUp("status");
        call.reply(new DwsProtocol.Status(true, Optional.of(workflows()), Optional.empty()));
    }

    private void checkUp(String method) {
        if (!up) {
            throw new FluxException(
                    Errno.ENOSYS, "No service matching dws." + method + " is registered");
        }
    }

    private interface Work {
        Outcome run();
    }

    private <Q extends Record> void take(Call<Q, Outcome> call, Work work) {
        checkUp("method");
        if (!steady && random.nextInt(4) == 0) {
            up = false;
            if (random.nextBoolean()) {
                work.run();
            }
            throw new FluxException(Errno.ENOSYS);
        }
        call.reply(work.run());
    }

    private Outcome create(long id) {
        return workflows.putIfAbsent(id, Phase.PROPOSAL) == null
                ? Outcome.SUCCESS
                : Outcome.failure("workflows.example \"fluxjob-" + id + "\" already exists");
    }

    private Outcome setUp(long id) {
        return switch (workflows.get(id)) {
            case null -> missing(id);
            case PROPOSAL, SETUP -> {
                workflows.put(id, Phase.SETUP);
                yield Outcome.SUCCESS;
            }
            case MOUNTED, TEARDOWN -> Outcome.failure("DesiredState cannot progress backwards");
        };
    }

    private Outcome tearDown(long id, boolean ran) {
        if (!workflows.containsKey(id)) {
            return missing(id);
        }
        if (ran && workflows.get(id) == Phase.PROPOSAL) {
            return Outcome.failure("states cannot be skipped");
        }
        workflows.put(id, Phase.TEARDOWN);
        return Outcome.SUCCESS;
    }

    private Outcome abort(long id) {
        workflows.remove(id);
        return Outcome.SUCCESS;
    }

    private static Outcome missing(long id) {
        return Outcome.failure("workflows.example \"fluxjob-" + id + "\" not found");
    }

    /// What Kubernetes has to tell of one workflow, maybe again.
    void watch() {
        List<Long> ids = workflows();
        if (up && !ids.isEmpty()) {
            watch(ids.get(random.nextInt(ids.size())));
        }
    }

    private void watch(long id) {
        switch (workflows.getOrDefault(id, Phase.PROPOSAL)) {
            case PROPOSAL ->
                    send(
                            DwsProtocol.RESOURCE_UPDATE,
                            new ResourceUpdate(
                                    id, FakeDws.RESOURCES, JsonValue.Null.NULL, Optional.empty()));
            case SETUP, MOUNTED -> {
                workflows.put(id, Phase.MOUNTED);
                send(DwsProtocol.PROLOG_REMOVE, new PrologRemove(id, JsonObject.EMPTY));
            }
            case TEARDOWN -> {
                workflows.remove(id);
                send(DwsProtocol.EPILOG_REMOVE, new EpilogRemove(id));
            }
        }
    }

    private final List<String> refusals = new ArrayList<>();

    private <Q extends Record> void send(RpcMethod<Q, Empty> method, Q body) {
        flux.rpc()
                .call(method, Message.NODEID_ANY, body)
                .then(_ -> {}, error -> refusals.add(error.getMessage()));
    }

    /// Why its own requests were refused.
    List<String> refusals() {
        return refusals;
    }
}
