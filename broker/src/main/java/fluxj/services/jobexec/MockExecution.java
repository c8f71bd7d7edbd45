package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.services.jobexec.JobExecProtocol.OverrideEvent;

/// A simulated job: a timer in place of shells (`testexec`).
final class MockExecution implements Execution {
    /// A job without a duration is done almost at once.
    private static final double HARDLY_ANY = 1e-5;

    private final MockSpec spec;
    private final JobMachine machine;
    private final JobEffects effects;
    private boolean started;

    MockExecution(MockSpec spec, JobMachine machine, JobEffects effects) {
        this.spec = spec;
        this.machine = machine;
        this.effects = effects;
    }

    @Override
    public String name() {
        return "testexec";
    }

    @Override
    public boolean isRecoverable() {
        return true;
    }

    @Override
    public void start() {
        if (!spec.manual()) {
            run(spec.duration());
        }
        if (spec.exception().filter("run"::equals).isPresent()) {
            machine.fatal("mock run exception generated");
        }
    }

    private void run(double seconds) {
        setTimer(seconds);
        machine.started();
        effects.log("recoverable", JsonObject.EMPTY);
    }

    private void setTimer(double seconds) {
        started = true;
        if (seconds != 0) {
            effects.arm(Alarm.MOCK_RUN, seconds < 0 ? HARDLY_ANY : seconds);
        }
    }

    @Override
    public void reattach(Recovery recovery) {
        double left = -1;
        if (!spec.reattachFinish()) {
            double past = Math.floor(effects.now()) - Math.floor(recovery.started());
            left = past <= spec.duration() ? spec.duration() - past : -1;
        }
        setTimer(left);
        machine.reattached();
    }

    @Override
    public void kill(int signum) {
        effects.disarm(Alarm.MOCK_RUN);
        machine.tasksComplete(signum);
    }

    @Override
    public void cancel() {
        // Nothing waits to begin.
    }

    @Override
    public Idset activeRanks() {
        return Idset.EMPTY;
    }

    @Override
    public void rang(Alarm alarm) {
        machine.tasksComplete(spec.waitStatus());
    }

    @Override
    public void end() {
        effects.disarm(Alarm.MOCK_RUN);
    }

    /// Starts or finishes it by hand.
    ///
    /// @throws FluxException EINVAL when it cannot be done now
    void override(OverrideEvent event) {
        if (!spec.manual()) {
            throw invalid("Job not in exec override mode");
        }
        switch (event.event()) {
            case "start" -> {
                if (started) {
                    throw invalid("Job already running");
                }
                run(spec.duration());
            }
            case "finish" -> {
                if (!started) {
                    throw invalid("Job not running");
                }
                effects.disarm(Alarm.MOCK_RUN);
                machine.tasksComplete(event.status().orElse(0));
            }
            default -> throw invalid("Invalid event");
        }
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }
}
