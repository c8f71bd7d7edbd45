package fluxj.coral2.dws.service;

import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.format.Hostlist;
import fluxj.reactor.Promise;

/// Nodes that do not let go of a job's file systems: no job gets them until somebody has looked
/// (spec coral2 4.8.3).
final class UnmountedNodes {
    private static final String UNMOUNTED = "unmounted";

    private final DwsContext context;
    private final SystemStatus status;

    UnmountedNodes(DwsContext context, SystemStatus status) {
        this.context = context;
        this.status = status;
    }

    /// Drains those of a job, and says in Kubernetes that they are disabled.
    Promise<Hostlist> setAside(RabbitJob job) {
        return context.objects()
                .nodesNot(job, UNMOUNTED)
                .map(
                        nodes -> {
                            if (!nodes.isEmpty()) {
                                context.flux().drain(nodes, SystemStatus.DRAIN_REASON);
                                status.disable(nodes);
                            }
                            return nodes;
                        });
    }
}
