package fluxj.services.jobmanager;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.json.Rest;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.List;
import java.util.Optional;

/// The job manager as seen from outside (spec services 11.2, 9). Job ids are FLUIDs, times seconds
/// since 1970, states bits of [fluxj.job.JobState].
public final class JobManagerProtocol {
    /// Any user's jobs.
    public static final int ALL_USERS = -1;

    /// Any waitable job, for [#WAIT].
    public static final long ANY_JOB = -1;

    /// The event that tells of an exception, an [ExceptionNotice]; private.
    public static final String EXCEPTION_TOPIC = "job-exception";

    /// The event that names jobs that are no more, [PurgedJobs].
    public static final String PURGE_TOPIC = "job-purge-inactive";

    /// The event that asks the shells of a job for a signal, a [Signal].
    public static String killTopic(long id) {
        return "shell-" + Long.toUnsignedString(id) + ".kill";
    }

    /// Payload of the exception event.
    public record ExceptionNotice(
            long id, String type, int severity, @Key("wait_status") Optional<Integer> waitStatus) {}

    /// Payload of the purge event.
    public record PurgedJobs(List<Long> jobs) {}

    /// Payload of the kill event.
    public record Signal(int signum) {}

    /// A job that was submitted.
    ///
    /// @param submitted when
    /// @param flags bits of [fluxj.job.JobFlag]
    /// @param jobspec without its environment
    public record NewJob(
            long id,
            long userid,
            int urgency,
            @Key("t_submit") double submitted,
            int flags,
            JsonObject jobspec) {}

    /// A batch of jobs that are in the KVS already.
    public record Submit(List<NewJob> jobs) {}

    /// Those of a batch that were refused.
    ///
    /// @param errors pairs of id and text
    public record Submitted(JsonArray errors) {}

    /// An exception to raise.
    ///
    /// @param severity 0 is fatal, 7 the least
    /// @param type a word without blanks and `=`
    public record Raise(
            long id,
            int severity,
            String type,
            Optional<String> note,
            @Key("wait_status") Optional<Integer> waitStatus) {}

    /// An exception to raise on many jobs.
    ///
    /// @param dryRun true only counts them
    /// @param userid whose, or [JobManagerProtocol#ALL_USERS]
    /// @param states in which states
    public record RaiseAll(
            @Key("dry_run") boolean dryRun,
            int userid,
            int states,
            int severity,
            String type,
            Optional<String> note) {}

    /// A signal for a job.
    public record Kill(long id, int signum) {}

    /// Jobs to send a signal to.
    ///
    /// @param dryRun true only counts them
    /// @param userid whose, or [JobManagerProtocol#ALL_USERS]
    public record KillAll(@Key("dry_run") boolean dryRun, int userid, int signum) {}

    /// How many jobs it was done to, and how many of those it failed for.
    public record Tally(int count, int errors) {}

    /// A job's new urgency.
    public record Urgency(long id, int urgency) {}

    /// The urgency it had.
    public record OldUrgency(@Key("old_urgency") int urgency) {}

    /// How many jobs to list; 0 is all.
    public record ListJobs(@Key("max_entries") int maxEntries) {}

    /// A job in the list.
    ///
    /// @param priority -1 before it has one
    public record ListedJob(
            long id,
            long userid,
            int urgency,
            long priority,
            @Key("t_submit") double submitted,
            int state,
            Optional<JsonObject> annotations,
            Optional<List<String>> dependencies) {}

    /// Jobs: those that wait for resources first, in their order.
    public record JobList(List<ListedJob> jobs) {}

    /// Asks for parts of a job.
    ///
    /// @param attrs of `jobspec`, `R` and `eventlog`
    public record GetAttr(long id, List<String> attrs) {}

    /// Those parts by name; `eventlog` is an array of events.
    public record JobAttrs(@Rest JsonObject attrs) {}

    /// The greatest id so far.
    public record Info(@Key("max_jobid") long maxJobid) {}

    /// A job to wait for, or [JobManagerProtocol#ANY_JOB].
    public record Wait(long id) {}

    /// How the job ended.
    ///
    /// @param errstr empty when it went well
    public record Waited(long id, boolean success, String errstr) {}

    /// A note on a job.
    ///
    /// @param isVolatile true when it is not to be remembered
    /// @param memo members to set; null takes one away
    public record Memo(long id, @Key("volatile") Optional<Boolean> isVolatile, JsonObject memo) {
        /// A note that is remembered.
        public Memo(long id, JsonObject memo) {
            this(id, Optional.empty(), memo);
        }
    }

    /// Values for parts of a jobspec.
    ///
    /// @param updates by path, such as `attributes.system.duration`
    public record Update(long id, JsonObject updates) {}

    /// What to hear of.
    ///
    /// @param full true for the events of inactive jobs too
    /// @param allow an object with the names of events, all others are left out
    /// @param deny an object with the names of events to leave out
    public record Journal(
            Optional<Boolean> full, Optional<JsonValue> allow, Optional<JsonValue> deny) {
        /// All events.
        ///
        /// @param full true for those of inactive jobs too
        public static Journal all(boolean full) {
            return new Journal(Optional.of(full), Optional.empty(), Optional.empty());
        }
    }

    /// Events of a job, RFC 18 entries; id -1 without events ends what was before.
    ///
    /// @param jobspec beside `submit`
    /// @param resources R, beside `alloc`
    public record JournalEvents(
            long id,
            JsonArray events,
            Optional<JsonObject> jobspec,
            @Key("R") Optional<JsonObject> resources) {}

    /// Names a request by its matchtag.
    public record Cancel(int matchtag) {}

    /// How many jobs are pending.
    public record Idle(int pending) {}

    /// The queue of jobs that need resources.
    ///
    /// @param queueLength not yet told to the scheduler
    /// @param allocPending told to the scheduler
    public record AllocCounts(
            @Key("queue_length") int queueLength,
            @Key("alloc_pending") int allocPending,
            int running) {}

    /// What jobs hold.
    ///
    /// @param allocated R
    public record ResourceStatus(JsonObject allocated) {}

    /// Which inactive jobs to forget.
    ///
    /// @param ageLimit seconds; -1 is none
    /// @param numLimit how many to keep; -1 is all
    /// @param batch at most so many now
    /// @param force false only counts them
    public record Purge(
            @Key("age_limit") double ageLimit,
            @Key("num_limit") int numLimit,
            int batch,
            boolean force) {}

    /// One inactive job to forget.
    ///
    /// @param force 0 only looks whether it could be
    public record PurgeId(long id, int force) {}

    /// How many jobs there were to forget.
    public record Purged(int count) {}

    /// A signal for what tidies up after jobs.
    ///
    /// @param id of which job; absent: of any
    /// @param ranks on which ranks; absent: on all
    public record HousekeepingKill(
            int signum, @Key("jobid") Optional<Long> id, Optional<String> ranks) {}

    /// How many listeners there are, and events in memory.
    public record JournalStats(int listeners, long events) {}

    /// Everything counted.
    ///
    /// @param housekeeping `{running, config}`
    public record Stats(
            JournalStats journal,
            @Key("active_jobs") int activeJobs,
            @Key("inactive_jobs") int inactiveJobs,
            @Key("max_jobid") long maxJobid,
            JsonObject housekeeping) {}

    /// How long events are gathered before they are committed.
    public record BatchTimeout(double timeout) {}

    /// Takes a batch of jobs; answered when their first events are committed.
    public static final RpcMethod<Submit, Submitted> SUBMIT =
            new RpcMethod<>("job-manager.submit", Submit.class, Submitted.class, Access.OWNER);

    /// Raises an exception.
    public static final RpcMethod<Raise, Empty> RAISE =
            new RpcMethod<>("job-manager.raise", Raise.class, Empty.class, Access.USER);

    /// Raises an exception on many jobs.
    public static final RpcMethod<RaiseAll, Tally> RAISEALL =
            new RpcMethod<>("job-manager.raiseall", RaiseAll.class, Tally.class, Access.USER);

    /// Sends a signal to the tasks of a job.
    public static final RpcMethod<Kill, Empty> KILL =
            new RpcMethod<>("job-manager.kill", Kill.class, Empty.class, Access.USER);

    /// Sends a signal to all running jobs.
    public static final RpcMethod<KillAll, Tally> KILLALL =
            new RpcMethod<>("job-manager.killall", KillAll.class, Tally.class, Access.USER);

    /// Changes the urgency of a job.
    public static final RpcMethod<Urgency, OldUrgency> URGENCY =
            new RpcMethod<>("job-manager.urgency", Urgency.class, OldUrgency.class, Access.USER);

    /// Lists active jobs.
    public static final RpcMethod<ListJobs, JobList> LIST =
            new RpcMethod<>("job-manager.list", ListJobs.class, JobList.class, Access.OWNER);

    /// Reads parts of a job.
    public static final RpcMethod<GetAttr, JobAttrs> GETATTR =
            new RpcMethod<>("job-manager.getattr", GetAttr.class, JobAttrs.class, Access.USER);

    /// Reads the greatest id.
    public static final RpcMethod<Empty, Info> GETINFO =
            new RpcMethod<>("job-manager.getinfo", Empty.class, Info.class, Access.USER);

    /// Waits for a waitable job to become inactive.
    public static final RpcMethod<Wait, Waited> WAIT =
            new RpcMethod<>("job-manager.wait", Wait.class, Waited.class, Access.OWNER);

    /// Sets a note on a job.
    public static final RpcMethod<Memo, Empty> MEMO =
            new RpcMethod<>("job-manager.memo", Memo.class, Empty.class, Access.USER);

    /// Changes the jobspec of a job.
    public static final RpcMethod<Update, Empty> UPDATE =
            new RpcMethod<>("job-manager.update", Update.class, Empty.class, Access.USER);

    /// Tells of all events, those that were first.
    public static final StreamMethod<Journal, JournalEvents> EVENTS_JOURNAL =
            new StreamMethod<>(
                    "job-manager.events-journal",
                    Journal.class,
                    JournalEvents.class,
                    Access.OWNER,
                    true);

    /// Ends the journal of that matchtag; never answered.
    public static final RpcMethod<Cancel, Empty> EVENTS_JOURNAL_CANCEL =
            new RpcMethod<>(
                    "job-manager.events-journal-cancel", Cancel.class, Empty.class, Access.OWNER);

    /// Waits until no job is active.
    public static final RpcMethod<Empty, Empty> DRAIN =
            new RpcMethod<>("job-manager.drain", Empty.class, Empty.class, Access.OWNER);

    /// Waits until no job runs or is with the scheduler.
    public static final RpcMethod<Empty, Idle> IDLE =
            new RpcMethod<>("job-manager.idle", Empty.class, Idle.class, Access.OWNER);

    /// Counts jobs that need resources.
    public static final RpcMethod<Empty, AllocCounts> ALLOC_QUERY =
            new RpcMethod<>("job-manager.alloc-query", Empty.class, AllocCounts.class, Access.USER);

    /// What jobs hold.
    public static final RpcMethod<Empty, ResourceStatus> RESOURCE_STATUS =
            new RpcMethod<>(
                    "job-manager.resource-status", Empty.class, ResourceStatus.class, Access.OWNER);

    /// Forgets inactive jobs.
    public static final RpcMethod<Purge, Purged> PURGE =
            new RpcMethod<>("job-manager.purge", Purge.class, Purged.class, Access.OWNER);

    /// Forgets one inactive job.
    public static final RpcMethod<PurgeId, Purged> PURGE_ID =
            new RpcMethod<>("job-manager.purge-id", PurgeId.class, Purged.class, Access.OWNER);

    /// Sends a signal to what tidies up after jobs.
    public static final RpcMethod<HousekeepingKill, Empty> HOUSEKEEPING_KILL =
            new RpcMethod<>(
                    "job-manager.housekeeping-kill",
                    HousekeepingKill.class,
                    Empty.class,
                    Access.OWNER);

    /// Reads the counters.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("job-manager.stats-get", Empty.class, Stats.class, Access.USER);

    /// Sets how long events are gathered, for tests.
    public static final RpcMethod<BatchTimeout, Empty> SET_BATCH_TIMEOUT =
            new RpcMethod<>(
                    "job-manager.set-batch-timeout", BatchTimeout.class, Empty.class, Access.OWNER);

    private JobManagerProtocol() {}
}
