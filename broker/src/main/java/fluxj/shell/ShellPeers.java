package fluxj.shell;

import fluxj.format.Idset;
import fluxj.rpc.Empty;
import fluxj.shell.spi.LostShell;
import fluxj.shell.spi.ShellJob;
import fluxj.shell.spi.ShellLog;
import fluxj.shell.spi.ShellMessages;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellProtocol.ShellException;
import fluxj.shell.spi.ShellProtocol.ShellRank;

import java.util.function.Consumer;

/// What the leader knows of the other shells: which of them still have tasks, and which are lost.
final class ShellPeers {
    private static final String LOST_SHELL = "lost-shell";

    private final ShellJob job;
    private final ShellMessages messages;
    private final Consumer<LostShell> onLost;
    private final Runnable onTasksComplete;
    private Idset active;

    /// @param onTasksComplete run once, when no shell that is left has tasks
    ShellPeers(
            ShellJob job,
            ShellMessages messages,
            Consumer<LostShell> onLost,
            Runnable onTasksComplete) {
        this.job = job;
        this.messages = messages;
        this.onLost = onLost;
        this.onTasksComplete = onTasksComplete;
        active = Idset.upTo(job.size());
    }

    /// Listens to the others and to job-exec, if this is the leader.
    void listen(ShellLog log) {
        if (!job.isLeader()) {
            return;
        }
        messages.serve(
                ShellProtocol.TASKS_COMPLETE,
                call -> {
                    complete(call.body().shellRank());
                    call.reply(Empty.EMPTY);
                });
        messages.serve(
                ShellProtocol.EXCEPTION,
                call -> {
                    exception(call.body(), log);
                    call.reply(Empty.EMPTY);
                });
    }

    private void exception(ShellException exception, ShellLog log) {
        exception.message().filter(text -> !text.isEmpty()).ifPresent(log::warn);
        if (exception.type().equals(LOST_SHELL)) {
            onLost.accept(new LostShell(exception.shellRank(), exception.severity()));
            complete(exception.shellRank());
        }
    }

    /// The tasks of this shell have ended.
    void finished() {
        if (job.isLeader()) {
            complete(job.rank());
        } else {
            messages.tell(0, ShellProtocol.TASKS_COMPLETE, new ShellRank(job.rank()));
        }
    }

    private void complete(int shellRank) {
        if (!active.isEmpty()) {
            active = active.without(shellRank);
            if (active.isEmpty()) {
                onTasksComplete.run();
            }
        }
    }
}
