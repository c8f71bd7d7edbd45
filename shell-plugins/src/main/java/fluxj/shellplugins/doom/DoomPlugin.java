package fluxj.shellplugins.doom;

import fluxj.format.Fsd;
import fluxj.json.RecordCodec;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.shell.spi.LostShell;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellProtocol.TaskInfo;
import fluxj.shell.spi.ShellTask;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// Ends a job some time after its first task has ended, or at once when that has failed and the
/// option `exit-on-error` is set. The leader hears of the first end in each shell.
final class DoomPlugin implements ShellPlugin {
    /// Who has ended.
    ///
    /// @param what `task` or `shell`
    /// @param status unknown for a shell
    private record First(String what, int rank, int node, Optional<WaitStatus> status) {}

    private final ShellContext shell;
    private final ExitPolicy policy;
    private boolean told;
    private @Nullable Timer timer;

    private DoomPlugin(ShellContext shell) {
        this.shell = shell;
        policy = ExitPolicy.of(shell.options());
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "doom";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new DoomPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        if (shell.job().isLeader()) {
            shell.messages()
                    .serve(
                            ShellProtocol.DOOM,
                            call -> {
                                ended(call.body());
                                call.reply(Empty.EMPTY);
                            });
        }
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public void taskExit(ShellTask task) {
        if (told) {
            return;
        }
        if (shell.job().isLeader()) {
            ended(task.info());
        } else {
            told = true;
            shell.messages().tell(0, ShellProtocol.DOOM, task.info());
        }
    }

    /// The first task that ended, of all of the job as far as the leader knows.
    private void ended(TaskInfo task) {
        if (told) {
            return;
        }
        told = true;
        shell.eventlog("exec.eventlog", Duration.ofMillis(10))
                .append("shell.task-exit", RecordCodec.encode(task));
        check(
                new First(
                        "task",
                        task.rank(),
                        shell.job().taskmap().nodeOf(task.rank()).orElse(-1),
                        task.waitStatus().map(WaitStatus::new)));
    }

    @Override
    public void lost(LostShell lost) {
        check(new First("shell", lost.shellRank(), lost.shellRank(), Optional.empty()));
    }

    private void check(First first) {
        boolean failed = !first.status().map(WaitStatus::isSuccess).orElse(false);
        if (policy.onError() && failed) {
            end(first, "failed" + how(first) + " and exit-on-error is set");
        } else if (policy.timeout().isPresent() && timer == null) {
            double seconds = policy.timeout().get();
            timer =
                    shell.reactor()
                            .after(
                                    Duration.ofNanos(Math.round(seconds * 1e9)),
                                    () ->
                                            end(
                                                    first,
                                                    "exited"
                                                            + how(first)
                                                            + " and exit-timeout="
                                                            + Fsd.format(seconds)
                                                            + " has expired"));
        }
    }

    private static String how(First first) {
        return first.status()
                .map(
                        status ->
                                status.isSignaled()
                                        ? " (" + Signum.text(status.signum()) + ")"
                                        : " (Exit " + status.exitCode() + ")")
                .orElse("");
    }

    private void end(First first, String what) {
        String program = shell.job().command().isEmpty() ? "" : shell.job().command().getFirst();
        String note =
                program.substring(program.lastIndexOf('/') + 1)
                        + ": "
                        + first.what()
                        + " rank "
                        + first.rank()
                        + " on host "
                        + host(first.node())
                        + " "
                        + what;
        shell.fail(
                first.status()
                        .map(status -> ShellFailure.ofTask(status, note))
                        .orElseGet(() -> new ShellFailure(note)));
    }

    private String host(int node) {
        return node >= 0 && node < shell.job().hosts().size()
                ? shell.job().hosts().get(node)
                : "unknown";
    }

    /// Only tasks are timed.
    @Override
    public void tasksComplete() {
        cancel();
    }

    @Override
    public Promise<Empty> exit() {
        cancel();
        return Promise.of(Empty.EMPTY);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
