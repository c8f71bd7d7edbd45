package fluxj.services.cron;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Timer;
import fluxj.service.ServiceContext;
import fluxj.services.cron.CronProtocol.Task;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecFlags;
import fluxj.subprocess.IoObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One run of an entry's command, from the moment it is due.
final class CronTask {
    /// Takes what a task does.
    interface Listener {
        /// It wrote a line.
        void line(boolean isError, String line);

        /// It ended, or could not be run.
        void finished(CronTask task);
    }

    private final ServiceContext context;
    private final Listener listener;
    private final double createTime;
    private double startTime;
    private double runningTime;
    private double endTime;
    private int target;
    private int rank;
    private int pid;
    private Optional<WaitStatus> status = Optional.empty();
    private Optional<Errno> failure = Optional.empty();
    private boolean started;
    private boolean running;
    private boolean timedOut;
    private boolean ended;
    private double timeout;
    private @Nullable Timer patience;

    CronTask(ServiceContext context, Listener listener) {
        this.context = context;
        this.listener = listener;
        createTime = now();
    }

    private double now() {
        return context.wallClock().epochSeconds();
    }

    /// Runs the command on a rank, for `seconds` at most when that is more than 0.
    void run(Command command, int where, double seconds) {
        target = where;
        timeout = seconds;
        started = true;
        startTime = now();
        context.rpc()
                .open(
                        RexecProtocol.EXEC,
                        where,
                        new Exec(
                                command.toJson(),
                                ExecFlags.STDOUT | ExecFlags.STDERR,
                                Optional.empty()),
                        this::news,
                        this::end);
    }

    private void news(News news) {
        switch (news.type()) {
            case "started" -> {
                running = true;
                runningTime = now();
                pid = news.pid().orElse(0);
                rank = target;
                if (timeout > 0) {
                    patience = context.reactor().after(TimerDuration.of(timeout), this::expire);
                }
            }
            case "output" -> news.io().ifPresent(this::output);
            case "finished" -> status = news.status().map(WaitStatus::new);
            default -> {
                // Such as "stopped", which changes nothing here.
            }
        }
    }

    private void output(IoObject io) {
        String text = new String(io.bytes(), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                listener.line(io.stream().equals("stderr"), line);
            }
        }
    }

    private void end(FluxException error) {
        ended = true;
        endTime = now();
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
        if (!error.errno().equals(Errno.ENODATA)) {
            failure = Optional.of(error.errno());
        }
        listener.finished(this);
    }

    private void expire() {
        timedOut = true;
        kill();
    }

    /// Asks the process to end, if it runs.
    void kill() {
        if (running && status.isEmpty() && !ended) {
            context.rpc()
                    .call(
                            RexecProtocol.KILL,
                            target,
                            new RexecProtocol.Kill(pid, Signum.SIGTERM, Optional.empty()))
                    .then(
                            _ -> {},
                            error ->
                                    context.log()
                                            .debug("error killing task: " + error.getMessage()));
        }
    }

    /// Why it could not be run, or was lost.
    Optional<Errno> failure() {
        return failure;
    }

    /// True when the command ran and said that all went well.
    boolean isSuccess() {
        return failure.isEmpty() && status.map(WaitStatus::isSuccess).orElse(true);
    }

    /// How it ended, for the log: `Exit 1`, or the words of a signal.
    String ending() {
        WaitStatus how = status.orElse(WaitStatus.exited(0));
        return how.isSignaled() ? Signum.text(how.signum()) : "Exit " + how.exitCode();
    }

    private String state() {
        if (failure.isPresent()) {
            return "Rexec Failure";
        }
        if (!started) {
            return "Deferred";
        }
        if (status.isEmpty()) {
            return "Running";
        }
        if (timedOut) {
            return "Timeout";
        }
        return isSuccess() ? "Exited" : "Failed";
    }

    Task toTask() {
        return new Task(
                rank,
                pid,
                status.map(WaitStatus::raw).orElse(0),
                state(),
                createTime,
                failure.map(Errno::number),
                timedOut ? Optional.of(true) : Optional.empty(),
                ended ? Optional.of(status.map(WaitStatus::exitCode).orElse(0)) : Optional.empty(),
                started ? Optional.of(startTime) : Optional.empty(),
                running ? Optional.of(runningTime) : Optional.empty(),
                ended ? Optional.of(endTime) : Optional.empty());
    }
}
