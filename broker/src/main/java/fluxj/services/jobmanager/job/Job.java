package fluxj.services.jobmanager.job;

import fluxj.job.Eventlog;
import fluxj.job.JobFlag;
import fluxj.job.JobId;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.job.PerilogActions.Kind;
import fluxj.job.Urgency;
import fluxj.jobtap.JobView;
import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// A job in memory. Events alone change it, by [JobTransitions]; everybody else only reads. Once it
/// is inactive and that is stored, it lets go of its [JobRecords] and takes about a hundred bytes.
public final class Job implements JobView {
    /// The priority of a job that has none yet.
    public static final long NO_PRIORITY = -1;

    private final long id;
    int userid = -1;
    int urgency = Urgency.DEFAULT;
    long priority = NO_PRIORITY;
    double submitTime;
    double cleanTime;
    int flags;
    JobState state = JobState.NEW;
    boolean hasResources;
    boolean started;
    boolean allocBypass;
    boolean immutable;
    boolean closed;
    @Nullable JobResult result;
    final PostedEvents posted = new PostedEvents();
    @Nullable JobRecords records;

    /// A job of which nothing has happened yet.
    ///
    /// @param jobspec without its environment
    public Job(long id, JsonObject jobspec) {
        this.id = id;
        records = new JobRecords(jobspec);
    }

    @Override
    public long id() {
        return id;
    }

    /// Its id as a value with all its spellings.
    public JobId jobId() {
        return new JobId(id);
    }

    @Override
    public int userid() {
        return userid;
    }

    /// The user id as messages carry it.
    public long user() {
        return Integer.toUnsignedLong(userid);
    }

    @Override
    public int urgency() {
        return urgency;
    }

    @Override
    public long priority() {
        return priority;
    }

    @Override
    public JobState state() {
        return state;
    }

    @Override
    public double submitTime() {
        return submitTime;
    }

    /// When it became inactive, seconds since 1970; 0 before.
    public double cleanTime() {
        return cleanTime;
    }

    /// What it was submitted with, bits of [JobFlag].
    public int flags() {
        return flags;
    }

    /// True for a job that was submitted or set so.
    public boolean has(JobFlag flag) {
        return flag.isIn(flags);
    }

    /// True from `alloc` to `free`.
    public boolean hasResources() {
        return hasResources;
    }

    /// True from `start` on.
    public boolean isStarted() {
        return started;
    }

    /// True when the scheduler knows nothing of its resources.
    public boolean isAllocBypass() {
        return allocBypass;
    }

    /// True when its user may not update it any more.
    public boolean isImmutable() {
        return immutable;
    }

    /// True when it takes no events any more: it is inactive or was refused.
    public boolean isClosed() {
        return closed;
    }

    /// How many prolog and epilog actions are under way.
    public int perilogs() {
        return records == null ? 0 : records.perilogs();
    }

    @Override
    public boolean isHeldByProlog(String description) {
        return records != null && records.isPerilogOpen(Kind.PROLOG, description);
    }

    @Override
    public boolean isHeldByEpilog(String description) {
        return records != null && records.isPerilogOpen(Kind.EPILOG, description);
    }

    @Override
    public Optional<JobResult> result() {
        return Optional.ofNullable(result);
    }

    @Override
    public boolean hasPosted(String event) {
        return posted.has(event);
    }

    /// True while it has its jobspec, R and eventlog in memory.
    public boolean hasRecords() {
        return records != null;
    }

    @Override
    public JsonObject jobspec() {
        return records == null ? JsonObject.EMPTY : records.jobspec();
    }

    /// How often the jobspec was changed since it was submitted or read back.
    public int updates() {
        return records == null ? 0 : records.updates();
    }

    /// True when R is known.
    public boolean isGranted() {
        return records != null && records.isGranted();
    }

    @Override
    public Optional<JsonObject> resources() {
        return records == null ? Optional.empty() : records.resources();
    }

    @Override
    public Optional<Eventlog.Event> endEvent() {
        return records == null ? Optional.empty() : Optional.ofNullable(records.endEvent);
    }

    @Override
    public List<Eventlog.Event> eventlog() {
        return records == null ? List.of() : records.eventlog();
    }

    /// Notes for people; `{}` when there are none.
    public JsonObject annotations() {
        return records == null ? JsonObject.EMPTY : records.annotations;
    }

    /// What it waits for; empty when it never waited for anything.
    public Optional<List<String>> dependencies() {
        return records == null ? Optional.empty() : records.dependencies();
    }

    @Override
    public Optional<Boolean> dependency(String description) {
        return records == null ? Optional.empty() : records.dependency(description);
    }

    /// True when an event of that name is posted and not applied yet.
    public boolean isQueued(String event) {
        return records != null && records.isQueued(event);
    }

    /// True while its events wait until its first ones are stored.
    public boolean isHeld() {
        return records != null && records.held;
    }

    /// Before another in the order of the queue: the higher priority, then the lower id.
    public static int compare(Job one, Job other) {
        int byPriority = Long.compare(other.priority, one.priority);
        return byPriority != 0 ? byPriority : Long.compareUnsigned(one.id, other.id);
    }
}
