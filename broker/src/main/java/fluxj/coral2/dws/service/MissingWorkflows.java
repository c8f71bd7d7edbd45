package fluxj.coral2.dws.service;

import fluxj.coral2.dws.DwsProtocol;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.errors.Errno;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import java.util.List;
import java.util.function.LongConsumer;

/// Jobs that wait for a workflow that somebody has deleted while there was no service, and would
/// wait for ever. What a running service sees go, [WorkflowTeardown#gone] deals with.
final class MissingWorkflows {
    private final DwsContext context;
    private final WorkflowTeardown teardown;

    MissingWorkflows(DwsContext context, WorkflowTeardown teardown) {
        this.context = context;
        this.teardown = teardown;
    }

    /// Looks once; the workflows that are there are known.
    void look() {
        context.host()
                .rpc()
                .call(DwsProtocol.WAITING, Message.NODEID_ANY, Empty.EMPTY)
                .then(
                        waiting -> {
                            look(waiting.starting(), teardown::fail);
                            look(waiting.ending(), teardown::end);
                        },
                        error -> context.host().debug("waiting jobs: " + error.getMessage()));
    }

    private void look(List<Long> jobs, LongConsumer onMissing) {
        for (long job : jobs) {
            if (context.jobs().find(job).isEmpty()) {
                look(job, onMissing);
            }
        }
    }

    private void look(long job, LongConsumer onMissing) {
        context.objects()
                .get(Kind.WORKFLOW, WorkflowView.of(job))
                .then(
                        _ -> {},
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)
                                    && context.jobs().find(job).isEmpty()) {
                                onMissing.accept(job);
                            }
                        });
    }
}
