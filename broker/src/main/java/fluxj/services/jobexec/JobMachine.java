package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.service.Severity;
import fluxj.services.jobexec.Execution.Recovery;
import fluxj.services.jobexec.JobExecProtocol.Update;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;

/// One job from its start request to its final release (spec services 12, 19.9): it decides, and
/// [JobEffects] does. It knows no clock, no message and no process.
///
/// A job is established (its namespace is there), started (its execution was told to begin),
/// running (all of it runs), finalizing (its namespace moves to where it stays), released. It ends
/// with one `finish` when it was started, and always with one final `release`.
final class JobMachine implements KillLadder.Target {
    /// The severity of what a job may outlive.
    private static final int CRITICAL = 2;

    private static final int LONGEST_NOTE = 255;
    private static final int LONGEST_LOSS = 159;

    /// Chooses the execution of a job.
    interface Chooser {
        /// What runs the job.
        ///
        /// @throws FluxException with the note of the job's exception
        Execution choose(JobMachine machine);
    }

    private final JobFacts job;
    private final JobEffects effects;
    private final ExecSettings settings;
    private final Chooser chooser;
    private final KillLadder ladder;
    private @Nullable Execution execution;
    private Idset critical;
    private boolean hasNamespace;
    private boolean failing;
    private boolean started;
    private boolean running;
    private boolean finalizing;
    private int status;
    private Optional<Integer> exceptionStatus = Optional.empty();
    private double firstStart;
    private double expiration;
    private double expiresAt;

    JobMachine(JobFacts job, ExecSettings settings, JobEffects effects, Chooser chooser) {
        this.job = job;
        this.effects = effects;
        this.settings = settings;
        this.chooser = chooser;
        ladder = new KillLadder(job, settings, effects, this);
        critical = Idset.upTo(job.ranks().size());
        expiration = job.resources().expiration();
    }

    // --- what others see

    JobFacts job() {
        return job;
    }

    Optional<Execution> execution() {
        return Optional.ofNullable(execution);
    }

    KillLadder ladder() {
        return ladder;
    }

    Idset critical() {
        return critical;
    }

    boolean hasNamespace() {
        return hasNamespace;
    }

    /// True once something ends it.
    boolean isFailing() {
        return failing;
    }

    boolean isStarted() {
        return started;
    }

    boolean isRunning() {
        return running;
    }

    boolean isFinalizing() {
        return finalizing;
    }

    /// When its time is up, seconds since 1970; 0 is never.
    double expiresAt() {
        return expiresAt;
    }

    // --- beginning

    /// Begins with its namespace.
    void begin() {
        hasNamespace = !job.reattach();
        effects.establish();
    }

    /// The namespace is there.
    void established(Optional<Recovery> recovery) {
        hasNamespace = true;
        if (finalizing) {
            return;
        }
        Execution chosen;
        try {
            chosen = chooser.choose(this);
        } catch (FluxException e) {
            fatal(e.text());
            return;
        }
        execution = chosen;
        if (recovery.isPresent()) {
            reattach(chosen, recovery.get());
            return;
        }
        effects.log("starting", JsonObject.EMPTY);
        started = true;
        chosen.start();
    }

    private void reattach(Execution chosen, Recovery recovery) {
        if (!chosen.isRecoverable()) {
            fatal("reattach to running job is not implemented", Errno.ENOSYS);
            return;
        }
        if (!recovery.has("recoverable")) {
            fatal("job is not recoverable: no recoverable event");
            return;
        }
        effects.log("re-starting", JsonObject.EMPTY);
        started = true;
        chosen.reattach(recovery);
    }

    /// There is no namespace; the error says why in words for the job's owner.
    void establishFailed(FluxException error) {
        fatal(error.text());
    }

    /// All of it runs.
    void started() {
        running = true;
        if (setExpiration()) {
            effects.answer(Update.started(job.id().value()));
        }
    }

    /// All of it runs still.
    void reattached() {
        running = true;
        if (setExpiration()) {
            effects.answer(Update.reattached(job.id().value()));
        }
    }

    // --- its time

    /// Its time ends at another moment.
    void expireAt(double seconds) {
        expiration = seconds;
        if (running) {
            setExpiration();
        }
    }

    /// @return false when that ended the job
    private boolean setExpiration() {
        effects.disarm(Alarm.EXPIRATION);
        expiresAt = 0;
        if (expiration < 0) {
            fatal(
                    String.format(Locale.ROOT, "Invalid resource set expiration %.2f", expiration),
                    Errno.EINVAL);
            return !finalizing;
        }
        if (expiration == 0) {
            return true;
        }
        double now = effects.now();
        if (firstStart == 0) {
            firstStart = now;
        }
        expiresAt = Math.max(now, withDelay(expiration));
        effects.arm(Alarm.EXPIRATION, expiresAt - now);
        return true;
    }

    /// A job that lost much of its time before it could start gets it back; a long one, which
    /// hardly notices, ends when its resources say so.
    private double withDelay(double end) {
        if (job.resources().starttime() <= 0) {
            return end;
        }
        double delay = firstStart - job.resources().starttime();
        double duration = end - job.resources().starttime();
        return delay / duration * 100 > settings.maxStartDelayPercent() ? end + delay : end;
    }

    private void timeLimit() {
        answerException("timeout", 0, "resource allocation expired");
        failing = true;
        expiresAt = 0;
        effects.disarm(Alarm.SHELL_EXIT);
        killShells(Signum.SIGALRM);
        if (!finalizing) {
            ladder.start();
        }
    }

    // --- what goes wrong

    /// Somebody raised an exception of severity 0.
    ///
    /// @param waitStatus how its tasks are to count as ended
    void exception(String type, Optional<Integer> waitStatus) {
        if (finalizing) {
            return;
        }
        if (failing) {
            killShells(settings.termSignal());
            return;
        }
        failing = true;
        exceptionStatus =
                waitStatus
                        .filter(raw -> raw >= 0)
                        .map(raw -> WaitStatus.exited(new WaitStatus(raw).exitCode()).raw());
        effects.note(Severity.DEBUG, "exec aborted: id=" + job);
        fatal("aborted due to exception type=" + type);
    }

    /// Something ends the job: the first time the job manager is told.
    void fatal(String note) {
        if (finalizing) {
            return;
        }
        if (!failing) {
            failing = true;
            answerException("exec", 0, clip(note, LONGEST_NOTE));
        }
        if (started) {
            end();
        } else {
            finish();
        }
    }

    private void fatal(String note, Errno errno) {
        fatal(note + ": " + errno.text());
    }

    private static String clip(String note, int longest) {
        return note.length() <= longest ? note : note.substring(0, longest - 1) + "+";
    }

    private void answerException(String type, int severity, String note) {
        effects.note(Severity.INFO, "job-exception: id=" + job + ": " + note);
        effects.answer(Update.exception(job.id().value(), severity, type, note));
    }

    /// Starts nothing more, asks what runs to end, and insists.
    private void end() {
        if (ladder.isClimbing()) {
            return;
        }
        effects.disarm(Alarm.SHELL_EXIT);
        if (execution != null) {
            execution.cancel();
        }
        if (!finalizing) {
            killShells(settings.termSignal());
        }
        if (!finalizing) {
            ladder.start();
        }
    }

    /// A shell is lost: the job may go on without it, or will be told that it cannot.
    void lostShell(int shell, String why) {
        if (finalizing) {
            return;
        }
        boolean fatal = isCritical(shell);
        String message = why.length() > LONGEST_LOSS ? "lost contact with job shell" : why;
        if (!fatal) {
            answerException("node-failure", CRITICAL, message);
        }
        effects.tellLeader(fatal ? 0 : CRITICAL, shell, fatal ? message : "");
    }

    /// True for a shell without which there is no job.
    boolean isCritical(int shell) {
        return critical.contains(shell);
    }

    /// Names the shells without which there is no job.
    void setCritical(Idset shells) {
        critical = shells;
    }

    // --- the end

    /// Nothing of it runs any more.
    void tasksComplete(int raw) {
        if (finalizing) {
            return;
        }
        status = Math.max(status, raw);
        running = false;
        if (failing) {
            int otherwise = status == 0 ? WaitStatus.exited(1).raw() : status;
            status = exceptionStatus.orElse(otherwise);
        }
        effects.log("complete", JsonObject.of("status", status));
        effects.answer(Update.finished(job.id().value(), status));
        finish();
    }

    private void finish() {
        finalizing = true;
        for (Alarm alarm : Alarm.values()) {
            effects.disarm(alarm);
        }
        if (execution != null) {
            execution.end();
        }
        if (hasNamespace) {
            effects.log("done", JsonObject.EMPTY);
            effects.move();
        } else {
            moved();
        }
    }

    /// The namespace is where it stays, as well as could be.
    void moved() {
        effects.answer(Update.release(job.id().value(), "all", true));
        effects.gone();
    }

    // --- alarms and signals

    /// An alarm went off.
    void rang(Alarm alarm) {
        if (finalizing) {
            return;
        }
        switch (alarm) {
            case EXPIRATION -> timeLimit();
            case KILL_TASKS -> ladder.killTasks();
            case KILL_SHELLS -> ladder.killShells();
            case MAX_KILL -> ladder.expire();
            case SHELL_EXIT -> shellsLinger();
            case EXIT_BATCH, BARRIER, MOCK_RUN -> execution().ifPresent(run -> run.rang(alarm));
        }
    }

    private void shellsLinger() {
        Idset active = activeRanks();
        fatal(
                "job shells still active on "
                        + effects.hosts(active)
                        + " (rank"
                        + (active.size() > 1 ? "s" : "")
                        + " "
                        + active
                        + ") "
                        + Fsd.format(settings.shellExitTimeout())
                        + " after leader shell exit");
    }

    @Override
    public void killShells(int signum) {
        if (execution != null) {
            execution.kill(signum);
        }
    }

    @Override
    public Idset activeRanks() {
        return execution().map(Execution::activeRanks).orElse(Idset.EMPTY);
    }

    @Override
    public void giveUp() {
        tasksComplete(1);
    }
}
