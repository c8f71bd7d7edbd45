package fluxj.coral2.dws.service;

import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.treeobj.Transaction;

/// What is kept of a workflow in the directory of its job, for `flux job info` (spec coral2 4.9).
final class WorkflowRecords {
    private static final String WORKFLOW = "rabbit_workflow";
    private static final int LOG_END = 50_000;

    private final FluxLink flux;

    WorkflowRecords(FluxLink flux) {
        this.flux = flux;
    }

    /// Names the workflow in the job's eventlog.
    void nameWorkflow(RabbitJob job) {
        flux.memo(job.id(), WORKFLOW, WorkflowView.nameOf(job.id()));
    }

    /// Names it there unless it is named, which is not sure when a service or broker has ended
    /// since the workflow was made.
    Promise<Empty> nameWorkflowAgain(RabbitJob job) {
        Deferred<Empty> done = new Deferred<>();
        flux.eventlog(job.id())
                .then(
                        events -> {
                            if (events.stream().noneMatch(WorkflowRecords::namesWorkflow)) {
                                nameWorkflow(job);
                            }
                            done.complete(Empty.EMPTY);
                        },
                        _ -> {
                            // Twice does no harm.
                            nameWorkflow(job);
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    private static boolean namesWorkflow(Eventlog.Event event) {
        return event.name().equals("memo")
                && event.context().flatMap(context -> context.text(WORKFLOW)).isPresent();
    }

    /// Keeps how long the state took.
    void saveTiming(RabbitJob job, WorkflowView workflow) {
        Transaction changes = new Transaction();
        addTiming(changes, job, workflow);
        if (!changes.isEmpty()) {
            flux.save(job.id(), changes);
        }
    }

    /// Keeps the workflow as it is.
    void saveWorkflow(RabbitJob job, WorkflowView workflow) {
        flux.save(job.id(), ofWorkflow(job, workflow));
    }

    /// Keeps the workflow and what was copied for it.
    void saveWorkflow(RabbitJob job, WorkflowView workflow, JsonArray movements) {
        flux.save(job.id(), put(ofWorkflow(job, workflow), job, "rabbit_datamovements", movements));
    }

    private static Transaction ofWorkflow(RabbitJob job, WorkflowView workflow) {
        Transaction changes = new Transaction();
        put(changes, job, WORKFLOW, workflow.object());
        addTiming(changes, job, workflow);
        return changes;
    }

    /// Keeps the end of what the job's container has printed.
    void saveLog(RabbitJob job, String log) {
        String end = log.substring(Math.max(0, log.length() - LOG_END));
        flux.save(job.id(), put(new Transaction(), job, "rabbit_container_log", JsonValue.of(end)));
    }

    private static void addTiming(Transaction changes, RabbitJob job, WorkflowView workflow) {
        workflow.elapsed()
                .ifPresent(
                        elapsed ->
                                workflow.state()
                                        .ifPresent(
                                                state ->
                                                        put(
                                                                changes,
                                                                job,
                                                                state.timingKey(),
                                                                JsonValue.of(elapsed))));
    }

    private static Transaction put(
            Transaction changes, RabbitJob job, String key, JsonValue value) {
        return changes.put(new JobId(job.id()).kvs(key), value.toString());
    }
}
