package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.JobId;
import fluxj.json.JsonValue;

import java.util.Optional;

/// Where a job with rabbits stands: what Flux and Kubernetes know, at one moment.
///
/// @param directives `attributes.system.dw` of its jobspec
/// @param storage what Kubernetes knows
/// @param timer when the epilog is given up
/// @param service whether anybody drives the workflow
public record RabbitJobPicture(
        JobId id,
        JobHistory job,
        Optional<JsonValue> directives,
        RabbitStorage storage,
        EpilogTimer timer,
        RabbitService service) {
    /// True when it has directives that nobody has looked at: the plugin is not loaded.
    public boolean isOverlooked() {
        return directives.isPresent() && !job.rabbits();
    }

    /// The rabbits that the service has chosen for it; none before it has.
    public Hostlist rabbits() {
        try {
            return Hostlist.parse(job.memo().text("rabbits").orElse(""));
        } catch (FormatException e) {
            return Hostlist.EMPTY;
        }
    }

    /// The same without Kubernetes' half.
    ///
    /// @param why one line
    public RabbitJobPicture without(String why) {
        return with(new RabbitStorage.Unseen(why));
    }

    /// The same with what Kubernetes says.
    public RabbitJobPicture with(RabbitStorage known) {
        return new RabbitJobPicture(id, job, directives, known, timer, service);
    }

    /// The name of its workflow, whether there is one or not.
    public String workflowName() {
        return workflowName(id, job);
    }

    /// The name of a job's workflow, as the service has noted it down or would make it.
    public static String workflowName(JobId id, JobHistory job) {
        return job.memo().text("rabbit_workflow").orElseGet(() -> RabbitWorkflow.PREFIX + id.dec());
    }
}
