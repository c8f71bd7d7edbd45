package fluxj.services.jobmanager.perilog;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Timer;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.perilog.PerilogSettings.Action;
import fluxj.services.resource.ResourceProtocol;
import fluxj.subprocess.Command;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// A prolog or epilog of one job, with its patience: after its timeout, or when the job is
/// canceled, it is asked to end, and when it does not, its ranks are drained and the job goes on.
final class PerilogRun implements RankCommands.Listener {
    private final ServiceContext flux;
    private final Action action;
    private final List<Pattern> ignored;
    private final JobId job;
    private final RankCommands commands;

    /// Takes the run and why it failed, if it did.
    private final BiConsumer<PerilogRun, Optional<String>> onOver;

    private @Nullable Timer timer;
    private @Nullable Timer killTimer;
    private long timerEnds;
    private boolean canceled;
    private boolean timedOut;
    private boolean over;

    PerilogRun(
            ServiceContext flux,
            PerilogSettings settings,
            Action action,
            PerilogJob job,
            BiConsumer<PerilogRun, Optional<String>> onOver) {
        this.flux = flux;
        this.action = action;
        this.job = job.id();
        this.onOver = onOver;
        ignored = settings.ignored();
        commands =
                new RankCommands(
                        flux,
                        Command.of(action.command(), job.environment(flux.variables())),
                        this);
    }

    void start(Idset ranks) {
        commands.start(ranks);
        if (action.timeout() > 0) {
            timer = after(action.timeout(), this::expire);
        }
    }

    private Timer after(double seconds, Runnable task) {
        Duration delay = Duration.ofNanos((long) (seconds * 1e9));
        timerEnds = flux.reactor().nanoTime() + delay.toNanos();
        return flux.reactor().after(delay, task);
    }

    Action action() {
        return action;
    }

    /// The wait status that stands for all of them.
    int status() {
        return commands.worst();
    }

    /// True when whatever it prepared may be half done.
    boolean isFailed() {
        return canceled || timedOut || commands.worst() > 0;
    }

    /// The job is not wanted any more.
    void cancel() {
        if (!canceled && !commands.active().isEmpty()) {
            canceled = true;
            askToEnd();
        }
    }

    private void expire() {
        timedOut = true;
        askToEnd();
    }

    private void askToEnd() {
        if (killTimer == null) {
            commands.kill(Optional.empty(), Signum.SIGTERM);
            killTimer = after(action.killTimeout(), this::giveUp);
        }
    }

    private void giveUp() {
        flux.log()
                .err(
                        job.f58(flux.variables())
                                + ": timed out waiting for SIGTERM to terminate "
                                + action.name());
        Idset stuck = commands.active();
        drain(
                stuck,
                Optional.of(
                        action.name()
                                + (canceled ? " canceled then timed out on " : " timed out on ")
                                + new RankNames(flux).of(stuck)));
    }

    @Override
    public void started() {}

    @Override
    public void line(int rank, String stream, String line) {
        if (ignored.stream().anyMatch(pattern -> pattern.matcher(line).find())) {
            return;
        }
        String text = title(rank) + stream + ": " + line;
        if (stream.equals("stderr")) {
            flux.log().err(text);
        } else {
            flux.log().info(text);
        }
    }

    private String title(int rank) {
        return job.f58(flux.variables())
                + ": "
                + action.name()
                + ": "
                + new RankNames(flux).of(rank)
                + ": ";
    }

    @Override
    public void ended(int rank, Optional<String> failure) {
        failure.filter(reason -> !reason.equals("nonzero exit code"))
                .ifPresent(reason -> flux.log().err(title(rank) + reason));
    }

    @Override
    public void complete() {
        Idset failed = commands.failed();
        if (failed.isEmpty()) {
            end(Optional.empty());
        } else if (action.perRank() && !canceled) {
            drain(failed, Optional.of(reason(failed)));
        } else {
            end(canceled ? Optional.empty() : Optional.of(reason(failed)));
        }
    }

    private String reason(Idset failed) {
        String where = " on " + new RankNames(flux).of(failed);
        if (timedOut) {
            return action.name() + " timed out" + where;
        }
        WaitStatus status = new WaitStatus(commands.worst());
        return status.isSignaled() || status.exitCode() > 128
                ? action.name()
                        + " killed by signal "
                        + (status.isSignaled() ? status.signum() : status.exitCode() - 128)
                        + where
                : action.name() + " exited with code=" + status.exitCode() + where;
    }

    /// Takes nodes out of use before the job lets go of them.
    private void drain(Idset ranks, Optional<String> failure) {
        String reason =
                action.name()
                        + (canceled
                                ? " canceled then timed out"
                                : timedOut ? " timed out" : " failed")
                        + " for job "
                        + job.f58(flux.variables());
        if (ranks.isEmpty()) {
            flux.log().err(reason + " but no failed ranks identified");
            end(failure);
            return;
        }
        flux.rpc()
                .call(
                        ResourceProtocol.DRAIN,
                        0,
                        new ResourceProtocol.Drain(
                                ranks.toString(), Optional.of(reason), Optional.of("update")))
                .then(
                        _ -> end(failure),
                        e -> {
                            notDrained(e);
                            end(failure);
                        });
    }

    private void notDrained(FluxException e) {
        flux.log()
                .err(
                        "Failed to drain ranks with failed "
                                + action.name()
                                + " for "
                                + job.f58(flux.variables())
                                + ": "
                                + e.getMessage());
    }

    private void end(Optional<String> failure) {
        if (!over) {
            close();
            onOver.accept(this, failure);
        }
    }

    /// Listens no more.
    void close() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        if (killTimer != null) {
            killTimer.cancel();
        }
        commands.close();
    }

    JsonObject json() {
        Idset active = commands.active();
        long left = timerEnds - flux.reactor().nanoTime();
        boolean isTimed = timer != null || killTimer != null;
        return JsonObject.builder()
                .put("name", action.name())
                .put("state", canceled ? "canceled" : timedOut ? "timeout" : "running")
                .put("total", commands.total())
                .put("active", active.size())
                .put("active_ranks", active.toString())
                .put("remaining_time", isTimed ? Math.round(left / 1e9) : -1)
                .build();
    }
}
