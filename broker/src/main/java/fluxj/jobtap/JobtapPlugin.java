package fluxj.jobtap;

import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// A job manager plugin (spec services 11.11). Every callback has a default that does nothing, so a
/// plugin says only what it cares about. All of them run on the broker's reactor and must not
/// block.
///
/// A callback fails by throwing: a [FluxException] with the reason as its text is logged, and
/// anything else is logged with the plugin's name and the topic. Either way its callback counts as
/// failed and nothing else changes.
public interface JobtapPlugin {
    /// The name it is loaded, listed, queried and removed by. Those that begin with a dot come with
    /// the job manager and are not removed by `all`.
    String name();

    /// What it serves is below `job-manager.` and this: its name without its leading dot and its
    /// ending, unless flux-core's has another.
    default String service() {
        int from = name().startsWith(".") ? 1 : 0;
        int dot = name().indexOf('.', from);
        return name().substring(from, dot < 0 ? name().length() : dot);
    }

    /// Comes once, before all other callbacks; the load fails with what it throws.
    @Initializer
    default void load(JobtapContext context) {}

    /// Comes last. Timers, services, watches and what is remembered about jobs end by themselves.
    default void unload() {}

    /// In which order it is told of the jobs that are active when it is loaded.
    default LoadOrder loadOrder() {
        return LoadOrder.NONE;
    }

    /// `conf.update`: the instance's configuration, at load and when it is reloaded.
    ///
    /// @throws FluxException when it is refused; the text is the answer to the reload
    default void configure(JsonObject config) {}

    /// `plugin.query`: members that `flux jobtap query` shows besides name and path.
    default JsonObject query() {
        return JsonObject.EMPTY;
    }

    /// `job.create`: a job is known, be it that it was just submitted, read back after a restart,
    /// or there when the plugin was loaded. The verdict counts for the first of these only.
    default Verdict create(JobView job, JobActions actions) {
        return Verdict.ACCEPTED;
    }

    /// `job.validate`: a job is submitted, or would be updated to this.
    default Verdict validate(JobView job, JobActions actions) {
        return Verdict.ACCEPTED;
    }

    /// The schemes of dependencies that [#dependency] knows.
    default List<String> dependencySchemes() {
        return List.of();
    }

    /// `job.dependency.<scheme>`: a job names a dependency of one of [#dependencySchemes].
    default Verdict dependency(JobView job, Dependency dependency, JobActions actions) {
        return Verdict.ACCEPTED;
    }

    /// `job.new`: a job passed validation; after a restart or a load, a job is active.
    default void accepted(JobView job, JobActions actions) {}

    /// `job.state.depend`. At a load it comes for the jobs that are in that state.
    default void enterDepend(JobView job, StateChange change, JobActions actions) {}

    /// `job.state.priority`: the answer is its first priority, or that there is none yet.
    default Priority enterPriority(JobView job, StateChange change, JobActions actions) {
        return priority(job);
    }

    /// `job.priority.get`: all jobs in PRIORITY and SCHED get their priorities anew.
    default Priority priority(JobView job) {
        return Priority.NO_OPINION;
    }

    /// `job.state.sched`.
    default void enterSched(JobView job, StateChange change, JobActions actions) {}

    /// `job.state.run`: the job has its resources and is not started yet.
    default void enterRun(JobView job, StateChange change, JobActions actions) {}

    /// `job.state.cleanup`: the job has ended and has its resources still.
    default void enterCleanup(JobView job, StateChange change, JobActions actions) {}

    /// `job.state.inactive`.
    default void enterInactive(JobView job, StateChange change, JobActions actions) {}

    /// `job.event.<name>`: an event of a job that it subscribed to ([JobActions#subscribe]).
    default void event(JobView job, Eventlog.Event event, JobActions actions) {}

    /// The keys of the jobspec that [#update] decides about, as globs (`attributes.system.*`).
    default List<String> updateKeys() {
        return List.of();
    }

    /// `job.update.<key>`: somebody wants to change a job.
    default UpdateVerdict update(JobView job, JobUpdate update, JobActions actions) {
        return UpdateVerdict.GRANTED;
    }

    /// `job.update`: a job's jobspec was changed.
    ///
    /// @param updates new values by dotted key
    default void updated(JobView job, JsonObject updates, JobActions actions) {}

    /// `job.inactive-add`: a job is among the inactive ones from now on, also after a restart.
    default void inactiveAdd(JobView job) {}

    /// `job.inactive-remove`: an inactive job was purged.
    default void inactiveRemove(JobView job) {}

    /// `job.destroy`: the last that it hears of an active job; what it remembered of it is gone
    /// afterwards.
    default void destroy(JobView job) {}

    /// A topic of another plugin ([JobtapContext#callPlugins]).
    ///
    /// @return what it answers; empty when it has no such topic
    default Optional<JsonObject> called(String topic, JobView job, JsonObject arguments) {
        return Optional.empty();
    }
}
