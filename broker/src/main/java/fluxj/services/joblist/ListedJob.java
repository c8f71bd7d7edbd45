package fluxj.services.joblist;

import fluxj.job.JobResult;
import fluxj.job.JobState;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;

/// What is known of one job. There are very many of them: texts are shared, numbers are plain, and
/// what only a job that is not over needs is let go of when it is.
final class ListedJob {
    /// Of those that wait, the most urgent first.
    static final Comparator<ListedJob> BY_PRIORITY =
            Comparator.<ListedJob>comparingLong(job -> job.priority)
                    .reversed()
                    .thenComparing((one, other) -> Long.compareUnsigned(one.id, other.id));

    /// Of those that run, the last to start first.
    static final Comparator<ListedJob> BY_START =
            Comparator.<ListedJob>comparingDouble(job -> job.tRun)
                    .reversed()
                    .thenComparing((one, other) -> Long.compareUnsigned(other.id, one.id));

    /// Of those that are over, the last to end first.
    static final Comparator<ListedJob> BY_END =
            Comparator.<ListedJob>comparingDouble(job -> job.tInactive)
                    .reversed()
                    .thenComparing((one, other) -> Long.compareUnsigned(other.id, one.id));

    /// What somebody or something did to a job.
    record JobException(String type, int severity, String note) {}

    final long id;
    int userid = -1;
    byte urgency = -1;
    long priority;
    double tSubmit;
    double tDepend;
    double tPriority;
    double tSched;
    double tRun;
    double tCleanup;
    double tInactive;
    JobState state = JobState.NEW;

    /// The states that it has been in and not been taken back from.
    byte states = (byte) JobState.NEW.bit();

    boolean success;
    boolean hasValidate;
    @Nullable String name;
    @Nullable String cwd;
    @Nullable String queue;
    @Nullable String project;
    @Nullable String bank;
    int ntasks = -1;
    int ncores = -1;
    int nnodes = -1;
    double duration = -1;
    double expiration = -1;
    int waitStatus = -1;
    @Nullable String ranks;
    @Nullable String nodelist;
    @Nullable JobException exception;

    /// A JSON object.
    @Nullable String annotations;

    @Nullable List<String> dependencies;
    @Nullable ActiveJob active = new ActiveJob();

    ListedJob(long id) {
        this.id = id;
    }

    /// True when it has been in that state.
    boolean hasBeen(JobState wanted) {
        return wanted.isIn(states);
    }

    /// When it was accepted; jobs of a time before there was an event for it were at once.
    double acceptedAt() {
        return hasValidate ? tDepend : tSubmit;
    }

    /// True when that is known.
    boolean isAccepted() {
        return !hasValidate || hasBeen(JobState.DEPEND);
    }

    /// How it has ended, once it is over: by its wait status and the first exception of the worst
    /// kind.
    JobResult result() {
        JobException worst = exception;
        if (success) {
            return JobResult.COMPLETED;
        }
        return worst == null ? JobResult.FAILED : JobResult.ofException(worst.type());
    }
}
