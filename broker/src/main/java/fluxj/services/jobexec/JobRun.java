package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.RawCall;
import fluxj.service.Severity;
import fluxj.services.jobexec.JobExecProtocol.JobStats;
import fluxj.services.jobexec.JobExecProtocol.OverrideEvent;
import fluxj.services.jobexec.JobExecProtocol.Update;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobshell.JobShellProtocol;
import fluxj.services.jobshell.JobShellProtocol.Ended;
import fluxj.services.resource.ResourceProtocol;
import fluxj.shell.spi.ShellProtocol;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One job as the world sees it: what its [JobMachine] decides is done here, and what becomes of it
/// is brought there.
final class JobRun implements JobEffects, ShellLauncher.Listener, JobMachine.Chooser {
    private static final double LONGEST_ALARM = 10 * 365 * 86_400.0;
    private static final double NANOS = 1e9;

    private final ExecContext context;
    private final JobFacts job;
    private final ExecSettings settings;
    private final RawCall request;
    private final Runnable onGone;
    private final GuestNamespace namespace;
    private final JobMachine machine;
    private final Map<Alarm, Timer> timers = new EnumMap<>(Alarm.class);
    private final List<RawCall> atBarrier = new ArrayList<>();
    private @Nullable ShellLauncher launcher;
    private boolean hasPrograms;

    /// @param request the start request, which all answers go to
    /// @param onGone told after the final release
    JobRun(
            ExecContext context,
            JobFacts job,
            ExecSettings settings,
            RawCall request,
            Runnable onGone) {
        this.context = context;
        this.job = job;
        this.settings = settings;
        this.request = request;
        this.onGone = onGone;
        namespace = new GuestNamespace(context, job);
        machine = new JobMachine(job, settings, this, this);
    }

    JobMachine machine() {
        return machine;
    }

    // --- its execution

    @Override
    public Execution choose(JobMachine chooser) {
        Optional<MockSpec> mock;
        try {
            mock = MockSpec.of(job);
        } catch (FluxException e) {
            note(Severity.ERR, "init_testconf: " + e.text());
            throw new FluxException(
                    e.errno(), "failed to initialize testconf: " + e.errno().text());
        }
        if (mock.isPresent()) {
            return mock(mock.get(), chooser);
        }
        try {
            return shells(chooser);
        } catch (FluxException e) {
            note(Severity.ERR, e.text());
            throw new FluxException(
                    e.errno(), "failed to initialize implementation: " + e.getMessage());
        }
    }

    private Execution mock(MockSpec spec, JobMachine chooser) {
        if (job.multiuser() && !settings.guestsMayMock()) {
            throw new FluxException(Errno.EPERM, "guests may not use test exec implementation");
        }
        if (spec.exception().filter("init"::equals).isPresent()) {
            throw new FluxException(Errno.EINVAL, "mock initialization exception generated");
        }
        return new MockExecution(spec, chooser, this);
    }

    private Execution shells(JobMachine chooser) {
        ShellSpec spec = ShellSpec.of(job, settings);
        ShellProgram program = new ShellProgram(job, settings, spec);
        hasPrograms = spec.program().isPresent();
        launcher =
                settings.isBackground()
                        ? new BackgroundShells(context.flux(), program, this)
                        : new RexecShells(context.flux(), program, this);
        return new ShellExecution(job, settings, spec, chooser, this);
    }

    private Optional<ShellExecution> shells() {
        return machine.execution()
                .filter(ShellExecution.class::isInstance)
                .map(ShellExecution.class::cast);
    }

    // --- what happens to its shells

    @Override
    public void started(int rank) {
        shells().ifPresent(run -> run.started(rank));
    }

    @Override
    public void output(int rank, String stream, byte[] bytes) {
        if (launcher != null) {
            log(
                    "log",
                    JsonObject.builder()
                            .put("component", launcher.component())
                            .put("stream", stream)
                            .put("rank", Integer.toString(rank))
                            .put("data", new String(bytes, StandardCharsets.UTF_8))
                            .build());
        }
    }

    @Override
    public void ended(int rank, WaitStatus status) {
        sweep(rank);
        shells().ifPresent(run -> run.ended(rank, status));
    }

    @Override
    public void failed(int rank, FluxException error) {
        sweep(rank);
        shells().ifPresent(run -> run.failed(rank, error));
    }

    /// A shell that was killed cannot end its tasks, and no broker but this one knows of its end.
    private void sweep(int rank) {
        if (hasPrograms) {
            shells().ifPresent(
                            run ->
                                    context.flux()
                                            .rpc()
                                            .send(
                                                    JobShellProtocol.SWEEP,
                                                    rank,
                                                    new Ended(job.id().value(), run.place(rank))));
        }
    }

    @Override
    public void notSignaled(int rank, FluxException error) {
        if (!error.errno().equals(Errno.ESRCH)) {
            note(
                    Severity.ERR,
                    job
                            + ": exec_kill: "
                            + hosts(Idset.of(rank))
                            + " (rank "
                            + rank
                            + "): "
                            + error.getMessage());
        }
    }

    // --- what others ask

    /// A shell comes to the barrier.
    void enterBarrier(RawCall shell, int rank) {
        ShellExecution run =
                shells().orElseThrow(
                                () ->
                                        new FluxException(
                                                Errno.ENOSYS,
                                                machine.execution()
                                                                .map(Execution::name)
                                                                .orElse("job")
                                                        + " does not support shell barrier"));
        switch (run.enterBarrier(rank)) {
            case WAIT -> atBarrier.add(shell);
            case OPEN -> {
                atBarrier.add(shell);
                openBarrier(Optional.empty());
            }
            case BROKEN -> BarrierReply.send(shell, Optional.of(Errno.EIO), "");
            case NOT_PENDING ->
                    throw new FluxException(
                            Errno.EINVAL, "rank " + rank + " is not pending in barrier");
        }
    }

    /// Starts or finishes it by hand.
    ///
    /// @throws FluxException ENOENT when it is no mock job, EINVAL when it cannot be done now
    void override(OverrideEvent event) {
        if (machine.execution().orElse(null) instanceof MockExecution mock
                && !machine.isFinalizing()) {
            mock.override(event);
        } else {
            throw new FluxException(Errno.ENOENT, "Job not found");
        }
    }

    /// It as `stats-get` shows it.
    JobStats stats() {
        Optional<ShellExecution> shells = shells();
        return new JobStats(
                machine.execution().map(Execution::name).orElse("none"),
                job.namespace(),
                machine.critical().toString(),
                flag(job.multiuser()),
                flag(machine.hasNamespace()),
                flag(machine.isFailing()),
                flag(machine.isStarted()),
                flag(machine.isRunning()),
                flag(machine.isFinalizing()),
                machine.expiresAt(),
                machine.ladder().timeout(),
                machine.ladder().killCount(),
                machine.ladder().killShellCount(),
                shells.map(ShellExecution::total),
                shells.map(ShellExecution::active),
                shells.map(run -> run.activeRanks().toString()));
    }

    private static int flag(boolean truth) {
        return truth ? 1 : 0;
    }

    /// Keeps what a running job has in its namespace, and lets go of it: this module ends.
    Promise<Empty> leave() {
        Promise<Empty> kept = machine.isRunning() ? namespace.graft() : Promise.of(Empty.EMPTY);
        release();
        return kept;
    }

    private void release() {
        timers.values().forEach(Timer::cancel);
        timers.clear();
        if (launcher != null) {
            launcher.close();
        }
    }

    // --- effects

    @Override
    public double now() {
        return context.flux().wallClock().epochSeconds();
    }

    @Override
    public String hosts(Idset ranks) {
        return context.hostsOf(ranks);
    }

    @Override
    public void establish() {
        namespace.establish().then(machine::established, machine::establishFailed);
    }

    @Override
    public void log(String event, JsonObject members) {
        namespace.log(event, members);
    }

    @Override
    public void answer(Update update) {
        request.reply(Payload.of(update));
    }

    @Override
    public void arm(Alarm alarm, double seconds) {
        disarm(alarm);
        Duration delay = Duration.ofNanos((long) (Math.clamp(seconds, 0, LONGEST_ALARM) * NANOS));
        timers.put(
                alarm,
                context.flux()
                        .reactor()
                        .after(
                                delay,
                                () -> {
                                    timers.remove(alarm);
                                    machine.rang(alarm);
                                }));
    }

    @Override
    public void disarm(Alarm alarm) {
        Timer timer = timers.remove(alarm);
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void launch(int rank) {
        if (launcher != null) {
            launcher.launch(rank);
        }
    }

    @Override
    public void reattach(int rank) {
        if (launcher != null) {
            launcher.reattach(rank);
        }
    }

    @Override
    public void signal(int rank, int signum) {
        if (launcher != null) {
            launcher.signal(rank, signum);
        }
    }

    @Override
    public void killTasks(int signum) {
        context.flux()
                .rpc()
                .call(
                        JobManagerProtocol.KILL,
                        0,
                        new JobManagerProtocol.Kill(job.id().value(), signum))
                .then(_ -> {}, _ -> {});
    }

    @Override
    public void drain(Idset ranks, String reason) {
        context.flux()
                .rpc()
                .call(
                        ResourceProtocol.DRAIN,
                        0,
                        new ResourceProtocol.Drain(
                                ranks.toString(), Optional.of(reason), Optional.of("update")))
                .then(
                        _ -> {},
                        error ->
                                note(
                                        Severity.ERR,
                                        "Failed to drain broker ranks "
                                                + ranks
                                                + " for job "
                                                + job
                                                + ": "
                                                + error.getMessage()));
    }

    @Override
    public void tellLeader(int severity, int shellRank, String message) {
        context.flux()
                .rpc()
                .call(
                        ShellProtocol.EXCEPTION.in(
                                ShellProtocol.service((int) job.userid(), job.id())),
                        job.leader(),
                        new ShellProtocol.ShellException(
                                "lost-shell", severity, shellRank, Optional.of(message)))
                .then(_ -> {}, _ -> {});
    }

    @Override
    public void openBarrier(Optional<Errno> errno) {
        atBarrier.forEach(shell -> BarrierReply.send(shell, errno, ""));
        atBarrier.clear();
    }

    @Override
    public void move() {
        namespace.move().then(_ -> machine.moved(), _ -> {});
    }

    @Override
    public void gone() {
        release();
        onGone.run();
    }

    @Override
    public void note(Severity severity, String text) {
        context.flux().log().log(severity, text);
    }
}
