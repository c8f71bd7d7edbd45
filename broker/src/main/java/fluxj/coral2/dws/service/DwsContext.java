package fluxj.coral2.dws.service;

import fluxj.coral2.dws.rabbits.RabbitMapping;
import fluxj.coral2.dws.service.workflow.RabbitJobs;

/// What the parts of the service share.
///
/// @param mapping which nodes hang on which rabbit, as it was when the service started
record DwsContext(
        DwsHost host,
        FluxLink flux,
        RabbitJobs jobs,
        RabbitObjects objects,
        RabbitMapping mapping) {
    WorkflowRecords records() {
        return new WorkflowRecords(flux);
    }
}
