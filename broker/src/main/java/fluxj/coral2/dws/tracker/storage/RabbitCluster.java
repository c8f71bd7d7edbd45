package fluxj.coral2.dws.tracker.storage;

import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.format.Hostlist;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What Kubernetes knows of the file systems of all jobs.
///
/// @param workflows of jobs and of others, by their names
/// @param mounts by the workflow's name
/// @param allocations by the workflow's name
/// @param movements by the workflow's name
/// @param rabbits all of them
public record RabbitCluster(
        Map<String, RabbitWorkflow> workflows,
        Map<String, List<HostMount>> mounts,
        Map<String, List<RabbitAllocation>> allocations,
        Map<String, List<DataMovement>> movements,
        List<RabbitHealth> rabbits) {
    /// How many workflows are of jobs.
    public long ofJobs() {
        return workflows.values().stream().filter(each -> each.job().isPresent()).count();
    }

    /// What belongs to one workflow.
    ///
    /// @param more rabbits that are of interest besides those with allocations
    public Seen of(String workflow, Hostlist more) {
        List<RabbitAllocation> held = allocations.getOrDefault(workflow, List.of());
        Hostlist all = more.append(RabbitStorage.rabbits(held));
        return new Seen(
                Optional.ofNullable(workflows.get(workflow)),
                mounts.getOrDefault(workflow, List.of()),
                held,
                movements.getOrDefault(workflow, List.of()),
                all.isEmpty()
                        ? List.of()
                        : rabbits.stream().filter(rabbit -> all.contains(rabbit.name())).toList());
    }
}
