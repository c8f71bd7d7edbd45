package fluxj.coral2.dws.service;

import fluxj.config.tables.RabbitConfig;
import fluxj.coral2.dws.DwsProtocol.Create;
import fluxj.coral2.dws.DwsProtocol.OfJob;
import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.coral2.dws.DwsProtocol.PostRun;
import fluxj.coral2.dws.DwsProtocol.Setup;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.rabbits.AllocationSets;
import fluxj.coral2.dws.rabbits.Breakdown;
import fluxj.coral2.dws.rabbits.Directives;
import fluxj.coral2.dws.rabbits.JobRabbits;
import fluxj.coral2.dws.service.workflow.InTurn;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowState;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.platform.HostFacts;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the plugin asks about its jobs, but for the way out of a job that hangs, [AbortRequest]
/// (spec coral2 4.3.2). What is asked twice is done once.
final class WorkflowRequests {
    private final DwsContext context;
    private final ServiceSettings settings;
    private final WorkflowTeardown teardown;
    private final WorkflowEvents.Watchers watchers;
    private final int owner;

    /// @param owner of the instance, a user id
    WorkflowRequests(
            DwsContext context,
            ServiceSettings settings,
            WorkflowTeardown teardown,
            WorkflowEvents.Watchers watchers,
            int owner) {
        this.context = context;
        this.settings = settings;
        this.teardown = teardown;
        this.watchers = watchers;
        this.owner = owner;
    }

    void create(Call<Create, Outcome> call) {
        RabbitJob job = context.jobs().get(call.body().jobid());
        answer(call, job, () -> create(job, call.body()));
    }

    void setup(Call<Setup, Outcome> call) {
        RabbitJob job = context.jobs().get(call.body().jobid());
        answer(call, job, () -> setup(job, call.body().resources()));
    }

    void postRun(Call<PostRun, Outcome> call) {
        RabbitJob job = context.jobs().get(call.body().jobid());
        answer(call, job, () -> postRun(job, call.body().runStarted()));
    }

    void teardown(Call<OfJob, Outcome> call) {
        RabbitJob job = context.jobs().get(call.body().jobid());
        answer(call, job, () -> clear(job));
    }

    private void answer(Call<?, Outcome> call, RabbitJob job, Supplier<Promise<Empty>> work) {
        job.queue()
                .add(
                        () -> {
                            Promise<Empty> done = attempt(work);
                            Outcomes.answer(context, call, done);
                            return done;
                        });
    }

    private static Promise<Empty> attempt(Supplier<Promise<Empty>> work) {
        try {
            return work.get();
        } catch (FluxException e) {
            return Promise.failed(e);
        }
    }

    private Promise<Empty> create(RabbitJob job, Create asked) {
        int tolerance = asked.failureTolerance().orElse(0);
        return settings.now()
                .map(config -> workflowFor(job, asked, config))
                .flatMap(
                        workflow -> {
                            job.created(Optional.of(asked.resources()), Math.max(tolerance, 0));
                            return made(job, workflow);
                        })
                .flatMap(
                        isNew -> {
                            if (tolerance < 0) {
                                throw Outcomes.userError(
                                        "dw_failure_tolerance must be a positive integer");
                            }
                            if (isNew) {
                                context.records().nameWorkflow(job);
                                return Promise.of(Empty.EMPTY);
                            }
                            return context.records().nameWorkflowAgain(job);
                        });
    }

    private JsonObject workflowFor(RabbitJob job, Create asked, RabbitConfig config) {
        List<String> directives;
        try {
            directives = Directives.of(asked.directives(), config.get(RabbitConfig.PRESETS));
        } catch (FluxException e) {
            context.jobs().forget(job);
            throw Outcomes.userError(e.text());
        }
        if (Directives.createPersistent(directives)
                && config.get(RabbitConfig.RESTRICT_PERSISTENT)
                && asked.userid() != owner) {
            context.jobs().forget(job);
            throw Outcomes.userError("only the instance owner can create persistent file systems");
        }
        JsonObject spec =
                JsonObject.builder()
                        .put("desiredState", WorkflowState.PROPOSAL.toString())
                        .put("dwDirectives", JsonArray.ofTexts(directives))
                        .put("jobID", new JobId(job.id()).f58plain())
                        .put("userID", asked.userid())
                        .put("groupID", groupOf(asked.userid()))
                        .put("wlmID", "flux")
                        .build();
        JsonObject metadata =
                JsonObject.builder()
                        .put("name", WorkflowView.nameOf(job.id()))
                        .put("namespace", ObjectName.DEFAULT)
                        .put("finalizers", JsonArray.ofTexts(List.of(WorkflowView.FINALIZER)))
                        .build();
        return JsonObject.builder().put("spec", spec).put("metadata", metadata).build();
    }

    private int groupOf(int userid) {
        return context.host()
                .local()
                .facts()
                .user(userid)
                .map(HostFacts.User::gid)
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.ENOENT, "getpwuid(): uid not found: " + userid));
    }

    /// One that is there already was made before, when nobody heard the answer: false.
    private Promise<Boolean> made(RabbitJob job, JsonObject workflow) {
        Deferred<Boolean> done = new Deferred<>();
        context.objects()
                .create(Kind.WORKFLOW, workflow)
                .then(
                        _ -> done.complete(true),
                        error -> {
                            if (error.errno().equals(Errno.EEXIST)) {
                                done.complete(false);
                                return;
                            }
                            context.jobs().forget(job);
                            // The webhook refuses what is no directive.
                            done.fail(
                                    error.errno().equals(Errno.EACCES)
                                            ? Outcomes.userError(error.text())
                                            : error);
                        });
        return done;
    }

    private Promise<Empty> setup(RabbitJob job, JsonObject resources) {
        Hostlist hosts = FluxLink.hostsOf(resources);
        job.setHosts(hosts);
        if (job.isAt(WorkflowState.SETUP)) {
            return Promise.of(Empty.EMPTY);
        }
        return context.objects()
                .workflow(job)
                .flatMap(
                        workflow -> {
                            JobRabbits rabbits = context.mapping().rabbitsOf(hosts);
                            watchers.health().allocate(job, rabbits);
                            context.flux().memo(job.id(), "rabbits", rabbits.hostlist().toString());
                            return context.objects()
                                    .breakdowns(workflow)
                                    .flatMap(all -> allocate(job, rabbits, all));
                        })
                .flatMap(_ -> context.objects().move(job, WorkflowState.SETUP))
                .map(
                        _ -> {
                            watchers.timers().start(job, WorkflowState.SETUP);
                            return Empty.EMPTY;
                        });
    }

    private Promise<Empty> allocate(RabbitJob job, JobRabbits rabbits, List<Breakdown> breakdowns) {
        job.setLustre(StateTimers.anyLustre(breakdowns));
        List<Breakdown.Storage> storages = new ArrayList<>();
        breakdowns.forEach(breakdown -> breakdown.storage().ifPresent(storages::add));
        return InTurn.each(storages, storage -> allocate(rabbits, storage));
    }

    private Promise<JsonObject> allocate(JobRabbits rabbits, Breakdown.Storage storage) {
        Breakdown.Reference servers = storage.servers();
        JsonArray sets = AllocationSets.of(storage, rabbits, AllocationSets.MINIMUM_GIB);
        return context.objects()
                .merge(
                        Kind.SERVERS,
                        new ObjectName(servers.namespace(), servers.name()),
                        JsonObject.of("spec", JsonObject.of("allocationSets", sets)));
    }

    private Promise<Empty> postRun(RabbitJob job, boolean runStarted) {
        if (!runStarted) {
            return clear(job);
        }
        if (job.toreDown() || job.isAt(WorkflowState.POST_RUN)) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        context.objects()
                .move(job, WorkflowState.POST_RUN)
                .then(
                        _ -> {
                            watchers.timers().start(job, WorkflowState.POST_RUN);
                            done.complete(Empty.EMPTY);
                        },
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                context.jobs().forget(job);
                            }
                            done.fail(error);
                        });
        return done;
    }

    /// Done when Kubernetes has been told, so that a service that ends before leaves an error.
    private Promise<Empty> clear(RabbitJob job) {
        Promise<Empty> begun =
                job.toreDown() ? Promise.of(Empty.EMPTY) : teardown.clearIfThere(job);
        return begun.flatMap(done -> job.cleared().map(_ -> done));
    }
}
