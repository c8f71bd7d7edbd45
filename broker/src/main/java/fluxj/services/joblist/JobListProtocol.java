package fluxj.services.joblist;

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
import java.util.stream.Stream;

/// The list of jobs as seen from outside (spec services 14). A job is an object of its `id` and the
/// attributes that were asked for, without those that it does not have yet.
public final class JobListProtocol {
    /// The attribute that stands for all of them.
    public static final String ALL_ATTRIBUTES = "all";

    /// Which jobs to list.
    ///
    /// @param maxEntries how many at most; 0 is all
    /// @param attrs names of attributes
    /// @param since only inactive jobs that became so after this, in seconds since the epoch
    /// @param constraint an RFC 43 object
    /// @param legacy what requests without a constraint used to say: `userid`, `states`, `results`,
    ///   `name`, `queue`
    public record Query(
            @Key("max_entries") int maxEntries,
            JsonValue attrs,
            Optional<Double> since,
            Optional<JsonValue> constraint,
            @Rest JsonObject legacy) {
        /// Jobs that a constraint picks.
        public static Query of(
                int maxEntries, List<String> attrs, double since, JsonObject constraint) {
            return new Query(
                    maxEntries,
                    names(attrs.stream()),
                    Optional.of(since),
                    Optional.of(constraint),
                    JsonObject.EMPTY);
        }
    }

    /// Jobs: the pending ones by priority, those that run with the last to start first, the
    /// inactive ones with the last to become so first. A stream brings them one by one.
    ///
    /// @param version 1 in the first item of a stream
    public record Jobs(List<JsonObject> jobs, Optional<Integer> version) {}

    /// A job, and what is to be told of it.
    ///
    /// @param attrs names of attributes
    /// @param state waits until the job is in this state, has been, or is inactive
    public record ById(long id, JsonValue attrs, Optional<Integer> state) {
        /// A job as soon as it is known.
        public static ById of(long id, String... attrs) {
            return new ById(id, names(Stream.of(attrs)), Optional.empty());
        }
    }

    /// The attributes that were asked for, those that the job has.
    public record Listed(JsonObject job) {}

    /// Names of attributes.
    public record Attributes(List<String> attrs) {}

    /// How many jobs are in each state.
    public record StateCounts(
            int depend, int priority, int sched, int run, int cleanup, int inactive, int total) {}

    /// The jobs of one queue by state, the inactive ones by their end too.
    ///
    /// @param inactivePurged those that were inactive and have been removed
    public record QueueStats(
            String name,
            @Key("job_states") StateCounts jobStates,
            int successful,
            int failed,
            int canceled,
            int timeout,
            @Key("inactive_purged") int inactivePurged) {}

    /// All jobs by state, the inactive ones by their end too.
    ///
    /// @param inactivePurged those that were inactive and have been removed
    /// @param queues the same by queue; none when jobs name no queues
    public record JobStats(
            @Key("job_states") StateCounts jobStates,
            int successful,
            int failed,
            int canceled,
            int timeout,
            @Key("inactive_purged") int inactivePurged,
            List<QueueStats> queues) {}

    /// Jobs that are listed.
    public record ListSizes(int pending, int running, int inactive) {}

    /// Requests for single jobs that wait.
    ///
    /// @param lookups to learn whether there is such a job
    /// @param waits jobs that are waited for
    public record Waiting(int lookups, int waits) {}

    /// How much the module holds.
    public record ModuleStats(
            ListSizes jobs, Waiting idsync, @Key("stats_watchers") int statsWatchers) {}

    /// Lists jobs.
    public static final StreamMethod<Query, Jobs> LIST =
            new StreamMethod<>("job-list.list", Query.class, Jobs.class, Access.USER, false);

    /// Tells of one job.
    public static final RpcMethod<ById, Listed> LIST_ID =
            new RpcMethod<>("job-list.list-id", ById.class, Listed.class, Access.USER);

    /// The attributes there are.
    public static final RpcMethod<Empty, Attributes> LIST_ATTRS =
            new RpcMethod<>("job-list.list-attrs", Empty.class, Attributes.class, Access.USER);

    /// Counts of jobs; a stream tells of changes, at most five times a second.
    public static final StreamMethod<Empty, JobStats> JOB_STATS =
            new StreamMethod<>(
                    "job-list.job-stats", Empty.class, JobStats.class, Access.USER, false);

    /// Holds back what the job manager tells, for tests.
    public static final RpcMethod<Empty, Empty> JOB_STATE_PAUSE =
            new RpcMethod<>("job-list.job-state-pause", Empty.class, Empty.class, Access.USER);

    /// Lets it go.
    public static final RpcMethod<Empty, Empty> JOB_STATE_UNPAUSE =
            new RpcMethod<>("job-list.job-state-unpause", Empty.class, Empty.class, Access.USER);

    /// Reads the counts.
    public static final RpcMethod<Empty, ModuleStats> STATS_GET =
            new RpcMethod<>("job-list.stats-get", Empty.class, ModuleStats.class, Access.USER);

    private static JsonArray names(Stream<String> attrs) {
        return new JsonArray(attrs.<JsonValue>map(JsonValue::of).toList());
    }

    private JobListProtocol() {}
}
