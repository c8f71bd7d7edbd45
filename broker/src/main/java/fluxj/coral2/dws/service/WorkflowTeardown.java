package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowState;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.errors.Errno;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.Optional;

/// The end of workflows: they are told to clear, then to go, for as long as it takes (spec coral2
/// 4.9).
final class WorkflowTeardown {
    private final DwsContext context;
    private final Patience patience;
    private final int movementsKept;

    /// @param movementsKept how many data movements of a job are kept
    WorkflowTeardown(DwsContext context, Patience patience, int movementsKept) {
        this.context = context;
        this.patience = patience;
        this.movementsKept = movementsKept;
    }

    /// Clears what a job has, or lets it go when that is nothing. Done when it is known which; that
    /// Kubernetes has been told is [RabbitJob#cleared].
    Promise<Empty> clearIfThere(RabbitJob job) {
        Deferred<Empty> done = new Deferred<>();
        context.objects()
                .workflow(job)
                .then(
                        workflow -> clear(job, workflow).then(done::complete, done::fail),
                        error -> {
                            if (!error.errno().equals(Errno.ENOENT)) {
                                done.fail(error);
                                return;
                            }
                            // There never was one, or somebody else has deleted it.
                            context.jobs().forget(job);
                            context.flux().removeEpilog(job.id());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    /// Clears what a job has.
    Promise<Empty> clear(RabbitJob job, WorkflowView workflow) {
        job.stopStateTimer();
        Promise<JsonArray> movements =
                movementsKept > 0
                        ? context.objects().movements(job, movementsKept)
                        : Promise.of(JsonArray.EMPTY);
        return movements.map(
                kept -> {
                    context.records().saveWorkflow(job, workflow, kept);
                    job.setToreDown();
                    job.setCleared(tell(job, workflow));
                    return Empty.EMPTY;
                });
    }

    private Promise<Boolean> tell(RabbitJob job, WorkflowView workflow) {
        JsonObject patch =
                JsonObject.builder()
                        .put(
                                "spec",
                                JsonObject.of("desiredState", WorkflowState.TEARDOWN.toString()))
                        .put("metadata", JsonObject.of("finalizers", workflow.otherFinalizers()))
                        .build();
        return saveLog(job)
                .flatMap(
                        _ ->
                                patience.insist(
                                        "teardown workflow " + workflow.name(),
                                        () -> context.objects().change(job, patch)));
    }

    private Promise<Empty> saveLog(RabbitJob job) {
        Deferred<Empty> done = new Deferred<>();
        context.objects()
                .containerLog(job)
                .then(
                        log -> {
                            log.ifPresent(text -> context.records().saveLog(job, text));
                            done.complete(Empty.EMPTY);
                        },
                        error -> {
                            context.host()
                                    .warn(
                                            "Failed to fetch pod logs for workflow "
                                                    + WorkflowView.nameOf(job.id())
                                                    + ": "
                                                    + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    /// Does not hold the workflow any more. When that is refused it has other finalizers by now.
    Promise<WorkflowView> removeFinalizer(RabbitJob job, WorkflowView workflow) {
        if (!workflow.finalizers().contains(WorkflowView.FINALIZER)) {
            return Promise.of(workflow);
        }
        Deferred<WorkflowView> done = new Deferred<>();
        patch(job, workflow)
                .then(
                        done::complete,
                        _ ->
                                context.objects()
                                        .workflow(job)
                                        .flatMap(now -> patch(job, now))
                                        .then(done::complete, done::fail));
        return done;
    }

    private Promise<WorkflowView> patch(RabbitJob job, WorkflowView workflow) {
        JsonObject metadata = JsonObject.of("finalizers", workflow.otherFinalizers());
        return workflow.finalizers().contains(WorkflowView.FINALIZER)
                ? context.objects().change(job, JsonObject.of("metadata", metadata))
                : Promise.of(workflow);
    }

    /// Deletes a workflow that has cleared, some time.
    void delete(RabbitJob job, WorkflowView workflow) {
        job.setDeleted();
        patience.insist(
                        "delete workflow " + workflow.name(),
                        () ->
                                removeFinalizer(job, workflow)
                                        .flatMap(
                                                _ ->
                                                        context.host()
                                                                .kubernetes()
                                                                .delete(
                                                                        Kind.WORKFLOW,
                                                                        WorkflowView.of(job.id()))))
                .then(_ -> {}, _ -> {});
    }

    /// There is no workflow any more. When somebody else has deleted it, nothing else would let the
    /// job go on. One that runs does not need it until it ends.
    void gone(RabbitJob job) {
        job.take();
        context.jobs().forget(job);
        if (job.known().deleted() || job.known().epilogRemoved()) {
            return;
        }
        if (job.toreDown() || job.isAt(WorkflowState.POST_RUN)) {
            end(job.id());
        } else if (!job.known().handled().equals(Optional.of(WorkflowState.PRE_RUN))) {
            fail(job.id());
        }
    }

    /// Lets a job out of CLEANUP whose workflow somebody has deleted.
    void end(long job) {
        context.host().warn(deleted(job) + ", ending the epilog of its job");
        context.flux().removeEpilog(job);
    }

    /// Ends a job that was to start whose workflow somebody has deleted.
    void fail(long job) {
        context.host().warn(deleted(job) + ", ending its job");
        context.flux().fail(job, deleted(job));
    }

    private static String deleted(long job) {
        return "workflow " + WorkflowView.nameOf(job) + " was deleted before it had cleared";
    }
}
