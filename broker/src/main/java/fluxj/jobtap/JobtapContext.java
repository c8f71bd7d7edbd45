package fluxj.jobtap;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.RpcMethod;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a plugin may ask of the job manager and of the broker, besides acting on the job of a
/// callback. There is no other way out.
public interface JobtapContext {
    /// The configuration it was loaded with (`conf`, or `key=value` of `flux jobtap load`).
    JsonObject conf();

    /// The instance's configuration as it is now.
    JsonObject config();

    /// A broker attribute.
    Optional<String> attribute(String name);

    /// The instance owner's user id.
    int owner();

    /// The log.
    PluginLog log();

    /// A job's id as people read it in the log, by the broker's locale.
    String name(long id);

    /// Time of day, seconds since 1970.
    double now();

    /// A random number of 64 bits, from a source that nobody can guess.
    long random();

    /// Runs a task once, later.
    Pending after(Duration delay, Runnable task);

    /// The active jobs, in the order in which they came.
    List<JobView> activeJobs();

    /// An active job, or one of the inactive ones that are remembered.
    Optional<JobView> job(long id);

    /// What may be done to an active job.
    ///
    /// @throws FluxException ENOENT when there is none
    JobActions actions(long id);

    /// True when there is a queue of that name and it takes jobs.
    boolean isQueueEnabled(String queue);

    /// Asks all plugins for the priorities of all jobs that wait ([JobtapPlugin#priority]).
    void reprioritizeAll();

    /// Serves a method, `job-manager.<name>.<method>`, until it is unloaded.
    void serve(String method, Callers callers, Consumer<PluginRequest> handler);

    /// Reads a value of the KVS.
    void lookup(String key, Consumer<JsonValue> found, Consumer<FluxException> failed);

    /// Reads a value of the KVS now, when it is first there, and whenever it changes.
    Pending watch(String key, Consumer<JsonValue> changed, Consumer<FluxException> failed);

    /// Calls a service.
    ///
    /// @param rank the broker, or [fluxj.wire.Message#NODEID_ANY]
    <Q extends Record, R extends Record> void call(
            RpcMethod<Q, R> method,
            int rank,
            Q request,
            Consumer<R> answered,
            Consumer<FluxException> failed);

    /// Calls all plugins with a topic of one's own, which may not begin with `job.`.
    ///
    /// @return what those that know it answered, in the order of the plugins
    List<JsonObject> callPlugins(String topic, JobView job, JsonObject arguments);
}
