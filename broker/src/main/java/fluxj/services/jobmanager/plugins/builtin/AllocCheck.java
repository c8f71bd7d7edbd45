package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.Eventlog;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.jobtap.AuxKey;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapPlugin;
import fluxj.json.JsonObject;

import java.util.Optional;

/// Ends a job that was given resources which another has.
final class AllocCheck implements JobtapPlugin {
    static final String NAME = "alloc-check.so";

    private static final AuxKey<ResourceSet> HELD = AuxKey.of("alloc-check R", ResourceSet.class);

    private ResourceSet allocated = ResourceSet.EMPTY;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void accepted(JobView job, JobActions actions) {
        actions.subscribe();
    }

    @Override
    public void event(JobView job, Eventlog.Event event, JobActions actions) {
        if (event.name().equals("alloc")) {
            allocate(job, actions);
        } else if (event.name().equals("free") || isLostAtHello(event)) {
            actions.forget(HELD).ifPresent(held -> allocated = allocated.minus(held));
        }
    }

    private void allocate(JobView job, JobActions actions) {
        ResourceSet resources;
        try {
            resources = Rv1.parse(job.resources().orElse(JsonObject.EMPTY));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "failed to parse or cache R: " + e.getMessage());
        }
        try {
            allocated = allocated.append(resources);
            actions.remember(HELD, resources);
        } catch (FormatException _) {
            actions.raise("alloc-check", 0, "resources already allocated");
        }
    }

    /// A scheduler that was loaded again could not take the job over: its resources are gone
    /// without a `free` event.
    private static boolean isLostAtHello(Eventlog.Event event) {
        Optional<JsonObject> context = event.context();
        return event.name().equals("exception")
                && context.flatMap(found -> found.whole("severity")).orElse(1L) == 0
                && context.flatMap(found -> found.text("type"))
                        .orElse("")
                        .equals("scheduler-restart");
    }
}
