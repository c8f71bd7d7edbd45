package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitCluster;
import fluxj.job.JobId;
import fluxj.job.JobState;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All jobs with rabbits at one moment, and what Kubernetes knows beyond them.
///
/// @param jobs those that are active, the oldest first
/// @param ended those that ended last, of a few
/// @param others where the jobs of further workflows are; a job that Flux does not know is missing
/// @param cluster what Kubernetes knows; empty when it was not seen
/// @param service whether there is one, and for which jobs it has a workflow in hand
public record RabbitSurvey(
        List<RabbitJobPicture> jobs,
        Map<JobId, JobHistory> ended,
        Map<JobId, Other> others,
        Optional<RabbitCluster> cluster,
        Serving service) {
    /// Where a job is that rabbits do not hold.
    ///
    /// @param inactive since when it is over, in seconds since the epoch
    public record Other(JobState state, Optional<Double> inactive) {}

    /// What the service says of itself.
    ///
    /// @param known whether it was asked, and answers or is not there
    /// @param present it answers, or would if it did not hang
    /// @param jobs that it has a workflow in hand for
    public record Serving(boolean known, boolean present, Set<Long> jobs) {
        /// Nobody serves it.
        public static final Serving ABSENT = new Serving(true, false, Set.of());

        /// It is there, and does not answer.
        public static final Serving SILENT = new Serving(false, true, Set.of());

        /// It would not say.
        public static final Serving UNKNOWN = new Serving(false, false, Set.of());

        RabbitService of(JobId id) {
            if (!known) {
                return present ? RabbitService.SILENT : RabbitService.UNKNOWN;
            }
            if (!present) {
                return RabbitService.ABSENT;
            }
            return jobs.contains(id.value()) ? RabbitService.REMEMBERS : RabbitService.FORGOTTEN;
        }
    }
}
