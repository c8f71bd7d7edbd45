package fluxj.services.schedsimple;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.AttachProtocol;
import fluxj.services.jobmanager.AttachProtocol.HeldJob;
import fluxj.services.jobmanager.AttachProtocol.SchedReady;
import fluxj.services.jobmanager.SchedProtocol;
import fluxj.services.jobmanager.SchedProtocol.Alloc;
import fluxj.services.jobmanager.SchedProtocol.Cancel;
import fluxj.services.jobmanager.SchedProtocol.Expiration;
import fluxj.services.jobmanager.SchedProtocol.Feasibility;
import fluxj.services.jobmanager.SchedProtocol.Free;
import fluxj.services.jobmanager.SchedProtocol.Prioritize;
import fluxj.services.jobmanager.SchedProtocol.Resources;
import fluxj.services.resource.ResourceProtocol;
import fluxj.services.resource.ResourceProtocol.Acquired;
import fluxj.services.schedsimple.SchedSimpleProtocol.Stats;
import fluxj.services.schedsimple.pool.JobNeeds;
import fluxj.services.schedsimple.pool.NodePool;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A scheduler as RFC 27 has it: it gets the resources, hears what jobs have of them, and then
/// gives them to jobs in the order of their priorities (spec services 9).
public final class SchedSimpleService implements Service {
    /// While set, running jobs may not get more time.
    private static final int DENY_EXPIRATION = 4;

    private final ServiceContext context;
    private final SchedArguments arguments;
    private final LeveledLog log;
    private final List<Runnable> early = new ArrayList<>();
    private @Nullable Scheduling scheduling;
    private boolean stopping;

    /// Not started yet.
    ///
    /// @throws FluxException EINVAL for a bad argument
    public SchedSimpleService(ServiceContext context) {
        this.context = context;
        arguments = SchedArguments.of(context.arguments());
        log = new LeveledLog(context, arguments.level());
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(SchedProtocol.class)
                .onRaw(SchedProtocol.ALLOC.topic(), Access.OWNER, this::alloc)
                .on(SchedProtocol.CANCEL, this::cancel)
                .on(SchedProtocol.FREE, this::free)
                .on(SchedProtocol.PRIORITIZE, this::prioritize)
                .on(SchedProtocol.EXPIRATION, this::expiration)
                .on(SchedProtocol.RESOURCE_STATUS, this::resourceStatus)
                .on(SchedProtocol.FEASIBILITY_CHECK, this::feasibility)
                .on(SchedSimpleProtocol.STATS_GET, this::stats)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        return context.addService("sched")
                .flatMap(_ -> context.addService("feasibility"))
                .map(
                        _ -> {
                            acquire();
                            return Empty.EMPTY;
                        });
    }

    @Override
    public Promise<Empty> stop() {
        stopping = true;
        Scheduling running = scheduling;
        if (running != null) {
            running.stop();
            running.queue().first().ifPresent(job -> job.call().fail(Errno.ENOSYS, ""));
        }
        return Promise.of(Empty.EMPTY);
    }

    private void acquire() {
        context.rpc()
                .open(
                        ResourceProtocol.ACQUIRE,
                        Message.NODEID_ANY,
                        Empty.EMPTY,
                        this::acquired,
                        error -> {
                            if (!stopping) {
                                giveUp(
                                        "exiting due to resource update failure: "
                                                + error.getMessage());
                            }
                        });
    }

    /// There is nothing that it could do any more.
    private void giveUp(String why) {
        log.err(why);
        context.rpc().send(SchedSimpleProtocol.SHUTDOWN, context.rank(), Empty.EMPTY);
    }

    private void acquired(Acquired news) {
        Scheduling running = scheduling;
        if (running == null) {
            if (news.resources().isEmpty()) {
                giveUp("resource.acquire: missing 'resources' field");
                return;
            }
            try {
                running =
                        new Scheduling(
                                context,
                                log,
                                new NodePool(Rv1.parse(news.resources().get()), arguments.fit()));
            } catch (FormatException e) {
                giveUp("resource.acquire: " + e.getMessage());
                return;
            }
            scheduling = running;
            update(running, news);
            early.forEach(Runnable::run);
            early.clear();
            greet(running);
        } else {
            update(running, news);
        }
    }

    private void update(Scheduling running, Acquired news) {
        NodePool pool = running.pool();
        news.up().ifPresent(ranks -> pool.setUp(ranks(pool, ranks), true));
        news.down().ifPresent(ranks -> pool.setUp(ranks(pool, ranks), false));
        news.expiration()
                .filter(end -> end >= 0)
                .ifPresent(
                        end -> {
                            pool.setExpiration(end);
                            log.info(
                                    "resource expiration updated to "
                                            + new BigDecimal(end)
                                                    .setScale(2, RoundingMode.HALF_EVEN));
                        });
        news.shrink().ifPresent(ranks -> pool.remove(ranks(pool, ranks)));
        running.request();
    }

    private static Idset ranks(NodePool pool, String ranks) {
        return ranks.equals("all") ? pool.all().ranks() : Idset.parse(ranks);
    }

    private void greet(Scheduling running) {
        new Hello(context.rpc(), log, (job, resources) -> holds(running, job, resources))
                .run(arguments.partialOk())
                .flatMap(
                        _ ->
                                context.rpc()
                                        .call(
                                                AttachProtocol.SCHED_READY,
                                                Message.NODEID_ANY,
                                                new SchedReady(
                                                        arguments.depth().isPresent()
                                                                ? "limited"
                                                                : "unlimited",
                                                        arguments.depth())))
                .then(
                        _ ->
                                log.info(
                                        "ready: queue-depth="
                                                + arguments.shownDepth()
                                                + " log-level="
                                                + arguments.level().word()
                                                + " pool-class=Rv1Pool Rv1 "
                                                + running.pool().all()),
                        error -> giveUp("initialization failed: " + error.getMessage()));
    }

    private void holds(Scheduling running, HeldJob job, ResourceSet resources) {
        running.pool().hold(resources);
        running.holdings().put(job.id(), resources, resources.expiration());
        String id = log.name(job.id());
        log.info("hello: " + id + ": " + resources);
        log.debug(
                "hello: id="
                        + id
                        + " priority="
                        + job.priority()
                        + " userid="
                        + job.userid()
                        + " t_submit="
                        + new BigDecimal(job.submitted()).setScale(1, RoundingMode.HALF_EVEN));
    }

    /// Does what cannot be done before the resources are known then.
    private void whenReady(Runnable task) {
        if (scheduling == null) {
            early.add(task);
        } else {
            task.run();
        }
    }

    private Scheduling running() {
        Scheduling found = scheduling;
        if (found == null) {
            throw new FluxException(Errno.ENOSYS);
        }
        return found;
    }

    private void alloc(RawCall call) {
        Alloc asked = call.request().payload().as(Alloc.class);
        JobId id = new JobId(asked.id());
        JobNeeds request;
        try {
            request = JobNeeds.of(asked.jobspec());
        } catch (FluxException e) {
            log.err("alloc: cannot parse jobspec for " + id.dec() + ": " + e.getMessage());
            PendingJob.deny(call, id, "cannot parse jobspec: " + e.getMessage());
            return;
        }
        Scheduling running = running();
        running.queue().add(new PendingJob(id, asked.priority(), request, call));
        running.request();
    }

    private void cancel(Call<Cancel, Empty> call) {
        Scheduling running = running();
        running.queue().remove(call.body().id()).ifPresent(PendingJob::cancel);
        call.reply(Empty.EMPTY);
        running.request();
    }

    private void free(Call<Free, Empty> call) {
        try {
            running()
                    .free(
                            call.body().id(),
                            Rv1.parse(call.body().resources()),
                            call.body().isFinal());
        } catch (FormatException e) {
            log.err("free: " + log.name(call.body().id()) + ": " + e.getMessage());
        }
        call.reply(Empty.EMPTY);
    }

    private void prioritize(Call<Prioritize, Empty> call) {
        Scheduling running = running();
        for (JsonValue each : call.body().jobs()) {
            if (each instanceof JsonArray(List<JsonValue> pair)
                    && pair.size() == 2
                    && pair.get(0) instanceof JsonValue.Whole(long id)
                    && pair.get(1) instanceof JsonValue.Whole(long priority)) {
                running.queue().prioritize(id, priority);
            }
        }
        call.reply(Empty.EMPTY);
        running.request();
    }

    private void expiration(Call<Expiration, Empty> call) {
        double end = call.body().expiration();
        if (end < 0) {
            throw new FluxException(Errno.EINVAL, "invalid expiration " + end);
        }
        if (context.isDebugging(DENY_EXPIRATION)) {
            throw new FluxException(Errno.EINVAL, "Rejecting expiration update for testing");
        }
        running().expire(call.body().id(), end);
        call.reply(Empty.EMPTY);
    }

    private void resourceStatus(Call<Empty, Resources> call) {
        whenReady(
                () -> {
                    NodePool pool = running().pool();
                    call.reply(
                            new Resources(
                                    Rv1.json(pool.all()),
                                    Rv1.json(pool.allocated()),
                                    Rv1.json(pool.down())));
                });
    }

    private void feasibility(Call<Feasibility, Empty> call) {
        JobNeeds request;
        try {
            request = JobNeeds.of(call.body().jobspec());
        } catch (FluxException e) {
            log.err("feasibility: cannot parse jobspec: " + e.getMessage());
            throw e;
        }
        whenReady(
                () -> {
                    Optional<String> complaint = running().pool().complaint(request);
                    if (complaint.isPresent()) {
                        call.fail(Errno.EOVERFLOW, complaint.get());
                    } else {
                        call.reply(Empty.EMPTY);
                    }
                });
    }

    private void stats(Call<Empty, Stats> call) {
        Scheduling running = scheduling;
        call.reply(running == null ? new Stats(0, 0, 0, 0, 0.0, 0.0, 0.0, 0) : running.stats());
    }
}
