package fluxj.coral2.dws;

import fluxj.job.Eventlog;
import fluxj.jobtap.JobView;

import java.util.Optional;

/// What events of a job say.
final class DwsEvents {
    private DwsEvents() {}

    /// True for an event of that name about an action of that description.
    static boolean isOf(Eventlog.Event event, String name, String description) {
        return event.name().equals(name)
                && text(event, "description").filter(description::equals).isPresent();
    }

    /// True when a job had such an event.
    static boolean wasPosted(JobView job, String name, String description) {
        return job.hasPosted(name)
                && job.eventlog().stream().anyMatch(event -> isOf(event, name, description));
    }

    /// True for an event after which a job has no tasks. An execution system that lost them posts
    /// no `finish`.
    static boolean isEndOfTasks(Eventlog.Event event) {
        return switch (event.name()) {
            case "finish", "free" -> true;
            case "release" -> event.context().flatMap(found -> found.bool("final")).orElse(false);
            default -> false;
        };
    }

    /// A text in the context of an event.
    static Optional<String> text(Eventlog.Event event, String key) {
        return event.context().flatMap(found -> found.text(key));
    }
}
