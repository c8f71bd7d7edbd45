package fluxj.jobtap;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import java.util.Optional;

/// What a plugin may do to one job. Each of these posts an event, which takes effect after the
/// callback that asked for it; all of them may be kept and used later, from a timer or an answer.
///
/// All of them throw a [FluxException]: ENOENT when the job is no longer active, EINVAL when its
/// state does not allow it.
public interface JobActions {
    /// Keeps the job in DEPEND until [#removeDependency] of the same description; in NEW and DEPEND
    /// only. One that it has or had already is no error and no event.
    void addDependency(String description);

    /// Takes a dependency away; in NEW and DEPEND only. One that is gone already is no error and no
    /// event.
    ///
    /// @throws FluxException EINVAL when it never had it
    void removeDependency(String description);

    /// Keeps the job from being started until [#finishProlog]; before its start request only.
    void startProlog(String description);

    /// Ends a prolog action.
    ///
    /// @param status 0 for success; for readers of the eventlog only
    void finishProlog(String description, int status);

    /// Keeps the job's resources from being freed until [#finishEpilog]; in CLEANUP only.
    void startEpilog(String description);

    /// Ends an epilog action.
    ///
    /// @param status 0 for success; for readers of the eventlog only
    void finishEpilog(String description, int status);

    /// Posts an event without a context.
    default void post(String event) {
        post(event, Optional.empty());
    }

    /// Posts an event.
    default void post(String event, JsonObject context) {
        post(event, Optional.of(context));
    }

    /// Posts an event.
    void post(String event, Optional<JsonObject> context);

    /// Raises an exception.
    ///
    /// @param severity 0, which ends the job, to 7
    void raise(String type, int severity, String note);

    /// Sets a flag: `alloc-bypass`, `debug` or `immutable`.
    void setFlag(String flag);

    /// Sets annotations; null takes one away. They are not in the eventlog.
    void annotate(JsonObject annotations);

    /// Gives a job that waits another priority, or its first.
    ///
    /// @param priority 0, which holds it, up to [Priority#MAX]
    void reprioritize(long priority);

    /// Changes the jobspec without asking other plugins; before RUN only.
    ///
    /// @param updates new values by dotted key below `attributes`, `resources` or `tasks`
    void updateJobspec(JsonObject updates);

    /// Gives a job in SCHED resources that the scheduler knows nothing of; the flag `alloc-bypass`
    /// must be set. They are stored, then the `alloc` event is posted.
    ///
    /// @param resources R (RFC 20)
    void allocate(JsonObject resources);

    /// Asks for the job's events ([JobtapPlugin#event]).
    void subscribe();

    /// Asks for no more of them.
    void unsubscribe();

    /// Remembers something about the job until it is destroyed.
    <T> void remember(AuxKey<T> key, T value);

    /// What was remembered.
    <T> Optional<T> recall(AuxKey<T> key);

    /// Forgets it; what was remembered.
    <T> Optional<T> forget(AuxKey<T> key);
}
