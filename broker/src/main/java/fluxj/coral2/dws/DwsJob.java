package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsLink.Shared;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.AuxKey;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.json.JsonObject;

import java.util.Optional;

/// One job with directives on its way through the plugin (spec coral2 4.2). It is made when the job
/// comes or the plugin is loaded, from the job's events alone, so it goes on where another one
/// stopped.
final class DwsJob {
    private static final AuxKey<DwsJob> KEY = AuxKey.of("dws-job", DwsJob.class);

    private final JobView job;
    private final DwsVersion version;
    private final DwsLink link;
    private final DwsDependency dependency;
    private final DwsProlog prolog;
    private final DwsEpilog epilog;

    private DwsJob(Shared shared, JobView job, JobActions actions) {
        this.job = job;
        version = shared.settings().version();
        link = new DwsLink(shared, job, actions);
        dependency = new DwsDependency(link);
        prolog = new DwsProlog(link);
        epilog = new DwsEpilog(link);
    }

    /// The job, if it has directives: their presence is enough.
    static Optional<DwsJob> of(Shared shared, JobView job, JobActions actions) {
        Optional<DwsJob> known = actions.recall(KEY);
        if (known.isPresent() || job.system("dw").isEmpty()) {
            return known;
        }
        DwsJob made = new DwsJob(shared, job, actions);
        actions.subscribe();
        actions.remember(KEY, made);
        return Optional.of(made);
    }

    /// Goes on where it stands, after a restart or a load.
    void resume() {
        switch (job.state()) {
            case NEW, PRIORITY, SCHED, INACTIVE -> {}
            case DEPEND -> dependency.resume();
            case RUN -> {
                if (prolog.isActive()) {
                    prolog.resume();
                } else if (!job.hasPosted("start")) {
                    prolog.begin();
                }
            }
            case CLEANUP -> {
                prolog.end(1);
                if (epilog.isActive()) {
                    epilog.resume();
                } else if (job.hasPosted("finish") || job.hasPosted("free")) {
                    epilog.begin();
                } else {
                    enterCleanup();
                }
            }
        }
    }

    void enterDepend() {
        dependency.begin();
    }

    void enterRun() {
        prolog.begin();
    }

    /// It has ended, or is about to.
    void enterCleanup() {
        if (version == DwsVersion.SEED || !job.hasPosted("start")) {
            epilog.begin();
        }
    }

    /// Takes an event that has had its effect. An exception ends the prolog, or has the epilog
    /// hurry up.
    void event(Eventlog.Event event) {
        if (prolog.isActive()) {
            prolog.observe(event);
            return;
        }
        epilog.observe(event);
        if (DwsEvents.isEndOfTasks(event) && job.state() == JobState.CLEANUP) {
            epilog.begin();
        }
    }

    /// True when it cannot be scheduled or started until something becomes of its workflow.
    boolean isStarting() {
        return (dependency.isActive() || prolog.isActive()) && !link.isAsking();
    }

    /// True when it does not end before that.
    boolean isEnding() {
        return epilog.isActive() && !link.isAsking();
    }

    /// The service knows what it needs.
    ///
    /// @param updates new values by dotted key
    /// @throws FluxException EINVAL when it never waited for that
    void release(JsonObject updates) {
        dependency.end(updates);
    }

    /// Its file systems are there.
    void mounted() {
        prolog.end(0);
    }

    /// Its file systems are gone.
    void cleared() {
        epilog.end(0);
    }
}
