package fluxj.cli.jobs.listing;

import fluxj.cli.CommandFailure;
import fluxj.client.FluxClient;
import fluxj.rpc.Empty;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.JobStats;
import fluxj.services.joblist.JobListProtocol.QueueStats;
import fluxj.services.joblist.JobListProtocol.StateCounts;
import fluxj.wire.Message;

import java.util.Collection;
import java.util.Optional;

/// Counts of jobs in few numbers. What was cancelled or ran out of time counts as failed.
public record JobTotals(
        int pending, int running, int inactive, int total, int successful, int failed, int purged) {
    /// No jobs.
    public static final JobTotals NONE = new JobTotals(0, 0, 0, 0, 0, 0, 0);

    /// The counts of all jobs, or of those of some queues.
    public static JobTotals fetch(FluxClient client, Collection<String> queues) {
        JobStats stats =
                client.get(
                        client.rpc()
                                .first(JobListProtocol.JOB_STATS, Message.NODEID_ANY, Empty.EMPTY));
        if (queues.isEmpty()) {
            return of(stats);
        }
        JobTotals sum = NONE;
        for (String name : queues) {
            sum =
                    sum.plus(
                            of(stats, name)
                                    .orElseThrow(
                                            () ->
                                                    new CommandFailure(
                                                            "ERROR: error retrieving job stats: no"
                                                                    + " stats available for queue "
                                                                    + name)));
        }
        return sum;
    }

    /// The counts of all jobs.
    public static JobTotals of(JobStats stats) {
        return of(
                stats.jobStates(),
                stats.successful(),
                stats.failed() + stats.canceled() + stats.timeout(),
                stats.inactivePurged());
    }

    /// The counts of a queue's jobs; empty when it has had none.
    public static Optional<JobTotals> of(JobStats stats, String name) {
        for (QueueStats queue : stats.queues()) {
            if (queue.name().equals(name)) {
                return Optional.of(
                        of(
                                queue.jobStates(),
                                queue.successful(),
                                queue.failed() + queue.canceled() + queue.timeout(),
                                queue.inactivePurged()));
            }
        }
        return Optional.empty();
    }

    private static JobTotals of(StateCounts in, int successful, int failed, int purged) {
        return new JobTotals(
                in.depend() + in.priority() + in.sched(),
                in.run() + in.cleanup(),
                in.inactive(),
                in.total(),
                successful,
                failed,
                purged);
    }

    private JobTotals plus(JobTotals other) {
        return new JobTotals(
                pending + other.pending,
                running + other.running,
                inactive + other.inactive,
                total + other.total,
                successful + other.successful,
                failed + other.failed,
                purged + other.purged);
    }

    public int active() {
        return total - inactive;
    }

    /// In words.
    public String line() {
        return running
                + " running, "
                + successful
                + " completed, "
                + failed
                + " failed, "
                + pending
                + " pending";
    }
}
