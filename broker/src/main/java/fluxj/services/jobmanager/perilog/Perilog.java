package fluxj.services.jobmanager.perilog;

import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonObject;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.perilog.PerilogSettings.Action;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Runs the configured prolog before jobs start and the epilog when they end, on rank 0 or on all
/// of a job's ranks (spec services 11.11). The job waits for them, for the prolog with its start,
/// for the epilog with its resources.
public final class Perilog implements JobtapPlugin {
    /// What it is loaded by.
    public static final String NAME = "perilog.so";

    /// The number of the broker's state CLEANUP, from which on no epilog begins.
    private static final int BROKER_CLEANUP = 6;

    private static final int EPILOG_SEVERITY = 2;

    private final ServiceContext flux;
    private final Map<Long, PerilogRun> runs = new LinkedHashMap<>();
    private PerilogSettings settings = PerilogSettings.NONE;
    private RpcClient.@Nullable Stream monitor;
    private boolean shuttingDown;

    /// @param flux what commands are run with
    public Perilog(ServiceContext flux) {
        this.flux = flux;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext context) {
        monitor =
                flux.rpc()
                        .open(
                                StateMachineProtocol.MONITOR,
                                0,
                                new StateMachineProtocol.Monitor(Optional.of(BROKER_CLEANUP)),
                                state -> shuttingDown |= state.state() == BROKER_CLEANUP,
                                e -> {
                                    if (!e.errno().equals(Errno.ENODATA)) {
                                        flux.log()
                                                .err(
                                                        "error watching broker state: "
                                                                + e.getMessage());
                                    }
                                });
    }

    @Override
    public void unload() {
        if (monitor != null) {
            monitor.forget();
        }
        runs.values().forEach(PerilogRun::close);
        runs.clear();
    }

    @Override
    public void configure(JsonObject config) {
        settings = PerilogSettings.of(config);
    }

    @Override
    public void enterRun(JobView job, StateChange change, JobActions actions) {
        if (settings.prolog().isPresent() || settings.epilog().isPresent()) {
            actions.subscribe();
        }
        settings.prolog().ifPresent(action -> begin(action, job, actions));
    }

    /// Begins an action; a job for which that is not possible ends.
    private void begin(Action action, JobView job, JobActions actions) {
        try {
            run(action, job, actions);
        } catch (FluxException e) {
            actions.raise(action.name(), 0, "failed to start job " + action.name());
            throw e;
        }
        if (action.isProlog()) {
            actions.startProlog(description(action));
        } else {
            actions.startEpilog(description(action));
        }
    }

    private static String description(Action action) {
        return "job-manager." + action.name();
    }

    private void run(Action action, JobView job, JobActions actions) {
        PerilogJob target = PerilogJob.of(job);
        PerilogRun run =
                new PerilogRun(
                        flux,
                        settings,
                        action,
                        target,
                        (ended, failure) -> over(ended, failure, job, actions));
        runs.put(job.id(), run);
        run.start(action.perRank() ? target.ranks() : Idset.of(0));
    }

    private void over(PerilogRun run, Optional<String> failure, JobView job, JobActions actions) {
        runs.remove(job.id(), run);
        Action action = run.action();
        if (!action.isProlog()) {
            failure.ifPresent(reason -> actions.raise(action.name(), EPILOG_SEVERITY, reason));
            actions.unsubscribe();
            actions.finishEpilog(description(action), run.status());
            return;
        }
        // A job whose prolog failed never finishes; its epilog has to undo what the prolog did,
        // and must be under way before the prolog lets go of the job.
        Optional<Action> epilog = run.isFailed() ? settings.epilog() : Optional.empty();
        failure.ifPresent(reason -> actions.raise(action.name(), 0, reason));
        epilog.ifPresent(next -> actions.startEpilog(description(next)));
        actions.finishProlog(description(action), run.status());
        epilog.ifPresent(next -> undo(next, job, actions));
    }

    private void undo(Action epilog, JobView job, JobActions actions) {
        try {
            run(epilog, job, actions);
        } catch (FluxException e) {
            flux.log()
                    .err(
                            new JobId(job.id()).f58(flux.variables())
                                    + ": failed to start epilog on prolog-finish: "
                                    + e.getMessage());
            actions.finishEpilog(description(epilog), 1);
        }
    }

    @Override
    public void event(JobView job, Eventlog.Event event, JobActions actions) {
        if (event.name().equals("finish") && !shuttingDown) {
            settings.epilog().ifPresent(action -> begin(action, job, actions));
        } else if (event.name().equals("exception")
                && event.context().flatMap(found -> found.whole("severity")).orElse(1L) == 0) {
            PerilogRun run = runs.get(job.id());
            if (run != null && run.action().cancelOnException()) {
                run.cancel();
            }
        }
    }

    @Override
    public JsonObject query() {
        JsonObject.Builder processes = JsonObject.builder();
        new ArrayList<>(runs.entrySet())
                .forEach(
                        each ->
                                processes.put(
                                        new JobId(each.getKey()).f58(flux.variables()),
                                        each.getValue().json()));
        return JsonObject.builder()
                .put(
                        "conf",
                        JsonObject.builder()
                                .put("prolog", json(settings.prolog()))
                                .put("epilog", json(settings.epilog()))
                                .build())
                .put("procs", processes.build())
                .build();
    }

    private static JsonObject json(Optional<Action> action) {
        return action.map(Action::json).orElse(JsonObject.EMPTY);
    }
}
