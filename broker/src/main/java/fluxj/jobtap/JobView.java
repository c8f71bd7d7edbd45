package fluxj.jobtap;

import fluxj.job.Eventlog;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// A job as plugins see it. It shows the job as it is at the moment of asking.
public interface JobView {
    /// Its id.
    long id();

    /// Whose it is.
    int userid();

    /// 0, which holds it, to 31.
    int urgency();

    /// Its priority; -1 before it has one.
    long priority();

    /// Where it is in its life.
    JobState state();

    /// When it was submitted, seconds since 1970.
    double submitTime();

    /// The jobspec, updates applied, without its environment (RFC 14). Empty for an inactive job,
    /// of which no more is kept than listing and dependencies need.
    JsonObject jobspec();

    /// R without what belongs to the scheduler (RFC 20); empty while it has no resources.
    Optional<JsonObject> resources();

    /// The event that ended it: `finish`, or the first fatal exception.
    Optional<Eventlog.Event> endEvent();

    /// How it ended; empty before CLEANUP.
    Optional<JobResult> result();

    /// Its events so far, oldest first; none of an inactive job.
    List<Eventlog.Event> eventlog();

    /// True when an event of that name is in its eventlog.
    boolean hasPosted(String event);

    /// Whether a dependency of that description keeps it in DEPEND: true while it does, false when
    /// it did; empty when it never has.
    Optional<Boolean> dependency(String description);

    /// True while a prolog action of that description keeps it from being started. What was posted
    /// in the same callback has not had its effect yet.
    boolean isHeldByProlog(String description);

    /// True while an epilog action of that description keeps its resources from being freed.
    boolean isHeldByEpilog(String description);

    /// A value of the jobspec by its path; empty when there is none.
    default Optional<JsonValue> jobspec(String... path) {
        Optional<JsonValue> at = Optional.of(jobspec());
        for (String step : path) {
            at =
                    at.flatMap(
                            value ->
                                    value instanceof JsonObject object
                                            ? object.get(step)
                                            : Optional.empty());
        }
        return at;
    }

    /// A value below `attributes.system` of the jobspec; empty when there is none.
    default Optional<JsonValue> system(String key) {
        return jobspec("attributes", "system", key);
    }

    /// The queue it was submitted to; empty is the anonymous one.
    default Optional<String> queue() {
        return system("queue")
                .flatMap(
                        value ->
                                value instanceof JsonValue.Text(String name)
                                        ? Optional.of(name)
                                        : Optional.empty());
    }
}
