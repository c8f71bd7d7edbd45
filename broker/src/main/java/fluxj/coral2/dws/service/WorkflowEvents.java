package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectEvent.Change;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowRules;
import fluxj.coral2.dws.service.workflow.WorkflowState;
import fluxj.coral2.dws.service.workflow.WorkflowStep;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Does what [WorkflowRules] says about each change of a workflow, for each job one thing after the
/// other.
final class WorkflowEvents {
    private static final String TOKEN = "DW_WORKFLOW_TOKEN";

    private final DwsContext context;
    private final WorkflowTeardown teardown;
    private final Watchers watchers;
    private final ResourceUpdates updates;

    /// Who else has to do with workflows.
    record Watchers(
            StateTimers timers,
            TransientConditions conditions,
            NodeFailures failures,
            StorageHealth health) {}

    WorkflowEvents(
            DwsContext context,
            WorkflowTeardown teardown,
            Watchers watchers,
            ResourceUpdates updates) {
        this.context = context;
        this.teardown = teardown;
        this.watchers = watchers;
        this.updates = updates;
    }

    /// A workflow is new, has changed, or is gone.
    void onWorkflow(ObjectEvent event) {
        WorkflowView workflow = new WorkflowView(event.object());
        Optional<Long> id = WorkflowView.jobOf(workflow.name());
        if (id.isEmpty()) {
            context.host().warn("unrecognized workflow '" + workflow.name() + "' in event stream");
            return;
        }
        if (event.type() == Change.DELETED) {
            watchers.conditions().forget(id.get());
            context.jobs().find(id.get()).ifPresent(teardown::gone);
            return;
        }
        try {
            if (workflow.job() != id.get()) {
                throw new FluxException(Errno.EPROTO, "spec.jobID is another job's");
            }
        } catch (FluxException e) {
            context.host()
                    .warn(
                            "Invalid event in workflow stream: %s: %s"
                                    .formatted(workflow.name(), e.getMessage()));
            return;
        }
        RabbitJob job = context.jobs().get(id.get());
        workflow.desired().ifPresent(job::setDesired);
        // Only the workflow as it is in the end counts.
        if (job.keep(workflow)) {
            job.queue().add(() -> run(job));
        }
    }

    private Promise<Empty> run(RabbitJob job) {
        Deferred<Empty> done = new Deferred<>();
        Optional<WorkflowView> pending = job.take();
        if (pending.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        WorkflowView workflow = pending.get();
        act(job, workflow)
                .then(
                        _ -> {
                            workflow.complete().ifPresent(job::setHandled);
                            done.complete(Empty.EMPTY);
                        },
                        error -> giveUp(job, workflow, error).then(done::complete, done::fail));
        return done;
    }

    private Promise<Empty> act(RabbitJob job, WorkflowView workflow) {
        return next(job, workflow, new ArrayList<>(WorkflowRules.decide(workflow, job.known())));
    }

    private Promise<Empty> next(RabbitJob job, WorkflowView workflow, List<WorkflowStep> steps) {
        if (steps.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        WorkflowStep step = steps.removeFirst();
        Promise<?> done;
        try {
            done = perform(job, workflow, step);
        } catch (FluxException e) {
            return Promise.failed(e);
        }
        return done.flatMap(_ -> next(job, workflow, steps));
    }

    private Promise<?> perform(RabbitJob job, WorkflowView workflow, WorkflowStep step) {
        switch (step) {
            case WorkflowStep.RemoveFinalizer _ -> {
                return teardown.removeFinalizer(job, workflow);
            }
            case WorkflowStep.ReleaseEpilog _ -> {
                return context.flux().removeEpilog(job.id());
            }
            case WorkflowStep.UpdateResources _ -> {
                return updates.send(job, workflow);
            }
            case WorkflowStep.Move(WorkflowState to) -> {
                return context.objects().move(job, to).map(_ -> started(job, to));
            }
            case WorkflowStep.NameComputes _ -> {
                return nameComputes(job, workflow);
            }
            case WorkflowStep.ReleaseProlog _ -> {
                return environment(workflow)
                        .flatMap(variables -> context.flux().removeProlog(job.id(), variables));
            }
            case WorkflowStep.TearDown _ -> {
                return teardown.clear(job, workflow);
            }
            case WorkflowStep.FreeRabbits _ -> freeRabbits(job);
            case WorkflowStep.SaveTiming _ -> context.records().saveTiming(job, workflow);
            case WorkflowStep.Delete _ -> teardown.delete(job, workflow);
            case WorkflowStep.StopTimer _ -> job.stopStateTimer();
            case WorkflowStep.ResumeTimer(WorkflowState state) ->
                    watchers.timers().resume(job, state, workflow.changed());
            case WorkflowStep.Fail(String note) -> context.flux().fail(job.id(), note);
            case WorkflowStep.NoteTransient(String message, boolean mounting) ->
                    watchers.conditions().note(job.id(), message, mounting);
            case WorkflowStep.ForgetTransient _ -> watchers.conditions().forget(job.id());
        }
        return Promise.of(Empty.EMPTY);
    }

    private Empty started(RabbitJob job, WorkflowState state) {
        watchers.timers().start(job, state);
        return Empty.EMPTY;
    }

    private void freeRabbits(RabbitJob job) {
        if (watchers.health().storageIsScheduled()) {
            return;
        }
        watchers.health()
                .free(job, watchers.failures().hosts(job))
                .then(
                        _ -> {},
                        error ->
                                // A job that got no resources has no rabbits either.
                                context.host().debug("no hosts of job " + job.id() + ": " + error));
    }

    private Promise<Empty> nameComputes(RabbitJob job, WorkflowView workflow) {
        return watchers.failures()
                .mountedOn(job)
                .flatMap(
                        computes -> {
                            List<JsonValue> data = new ArrayList<>();
                            computes.forEach(host -> data.add(JsonObject.of("name", host)));
                            return context.objects()
                                    .merge(
                                            Kind.COMPUTES,
                                            workflow.computes(),
                                            JsonObject.of("data", new JsonArray(data)));
                        })
                .map(
                        _ -> {
                            job.setComputesNamed();
                            return Empty.EMPTY;
                        });
    }

    private Promise<JsonObject> environment(WorkflowView workflow) {
        JsonObject variables = workflow.environment();
        return workflow.secret()
                .map(
                        name ->
                                context.objects()
                                        .get(Kind.SECRET, name)
                                        .map(
                                                secret ->
                                                        variables.with(
                                                                TOKEN,
                                                                JsonValue.of(tokenOf(secret)))))
                .orElse(Promise.of(variables));
    }

    private static String tokenOf(JsonObject secret) {
        String token = secret.object("data").flatMap(data -> data.text("token")).orElse("");
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new FluxException(Errno.EPROTO, "the token of the secret is no base64");
        }
    }

    /// A workflow that cannot be dealt with goes, and its job with it. That of an unknown job may
    /// be another instance's.
    private Promise<Empty> giveUp(RabbitJob job, WorkflowView workflow, FluxException why) {
        context.host()
                .warn(
                        "Failed to process event update for workflow '"
                                + workflow.name()
                                + "' with jobid "
                                + job.id()
                                + ": "
                                + why.getMessage());
        return context.flux()
                .knows(job.id())
                .flatMap(
                        known ->
                                known && !job.toreDown()
                                        ? teardown.clear(job, workflow)
                                        : Promise.of(Empty.EMPTY))
                .map(
                        done -> {
                            context.flux().fail(job.id(), "");
                            return done;
                        });
    }
}
