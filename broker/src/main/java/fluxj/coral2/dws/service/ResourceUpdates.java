package fluxj.coral2.dws.service;

import fluxj.config.tables.RabbitConfig;
import fluxj.config.tables.StorageMaximums;
import fluxj.coral2.dws.DwsProtocol;
import fluxj.coral2.dws.rabbits.AllocationSets;
import fluxj.coral2.dws.rabbits.PythonError;
import fluxj.coral2.dws.rabbits.RabbitConstraint;
import fluxj.coral2.dws.rabbits.StorageRequest;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.Optional;

/// What a job in DEPEND is told when its workflow says which storage it needs: the resources that
/// it is scheduled with (spec coral2 4.2.6).
final class ResourceUpdates {
    private final DwsContext context;
    private final ServiceSettings settings;
    private final StorageHealth health;
    private final StorageMaximums maximums;

    /// @param maximums what jobs may have
    ResourceUpdates(
            DwsContext context,
            ServiceSettings settings,
            StorageHealth health,
            StorageMaximums maximums) {
        this.context = context;
        this.settings = settings;
        this.health = health;
        this.maximums = maximums;
    }

    /// Sends it, and keeps the workflow as it is then.
    Promise<Empty> send(RabbitJob job, WorkflowView workflow) {
        Promise<JsonValue> asked =
                job.resources()
                        .map(Promise::of)
                        .orElseGet(
                                () ->
                                        context.records()
                                                .nameWorkflowAgain(job)
                                                .flatMap(_ -> resourcesOf(job)));
        return settings.now()
                .flatMap(
                        config ->
                                asked.flatMap(
                                        resources -> update(job, workflow, config, resources)));
    }

    private Promise<JsonValue> resourcesOf(RabbitJob job) {
        return context.flux()
                .lookup(job.id(), "jobspec")
                .map(
                        jobspec ->
                                jobspec.get("resources")
                                        .orElseThrow(
                                                () ->
                                                        new FluxException(
                                                                Errno.EPROTO,
                                                                "jobspec has no resources")));
    }

    private Promise<Empty> update(
            RabbitJob job, WorkflowView workflow, RabbitConfig config, JsonValue resources) {
        if (!health.storageIsScheduled()) {
            send(
                    job,
                    workflow,
                    new DwsProtocol.ResourceUpdate(
                            job.id(),
                            resources,
                            RabbitConstraint.withoutStorageScheduled(),
                            Optional.empty()));
            return Promise.of(Empty.EMPTY);
        }
        JsonValue exclude =
                RabbitConstraint.withStorageScheduled(config.get(RabbitConfig.DRAIN_COMPUTE_NODES));
        return context.objects()
                .breakdowns(workflow)
                .map(
                        breakdowns -> {
                            Optional<String> refusal = Optional.empty();
                            Optional<JsonValue> whole = Optional.of(resources);
                            try {
                                whole =
                                        StorageRequest.add(
                                                resources,
                                                breakdowns,
                                                maximums,
                                                AllocationSets.MINIMUM_GIB);
                            } catch (FluxException e) {
                                if (!e.errno().equals(Errno.EINVAL)) {
                                    throw e;
                                }
                                refusal = Optional.of(PythonError.quoted(e.text()));
                            }
                            if (whole.isPresent()) {
                                send(
                                        job,
                                        workflow,
                                        new DwsProtocol.ResourceUpdate(
                                                job.id(), whole.get(), exclude, refusal));
                            }
                            return Empty.EMPTY;
                        });
    }

    private void send(RabbitJob job, WorkflowView workflow, DwsProtocol.ResourceUpdate update) {
        job.forgetResources();
        context.flux().updateResources(update).then(_ -> {}, _ -> {});
        context.records().saveWorkflow(job, workflow);
    }
}
