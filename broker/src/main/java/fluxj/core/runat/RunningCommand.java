package fluxj.core.runat;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.platform.Terminal;
import fluxj.platform.WaitStatus;
import fluxj.service.Severity;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecFlags;
import fluxj.subprocess.ExecListener;
import fluxj.subprocess.ExecRequest;
import fluxj.subprocess.Subprocess;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The command of a owner that runs now.
///
/// A program that shares the broker's terminal from its own process group is stopped when it reads
/// from it, because the broker's group is in the foreground. It is then put there and continued;
/// the broker takes the terminal back, as it was before, when the program has ended.
final class RunningCommand implements ExecListener, RunningEntry {
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    /// Told of the command it runs.
    interface Owner extends RunningEntry.Owner {
        /// A line of its output.
        void output(Severity severity, String line);

        /// Something could not be done for its user.
        void trouble(String what, FluxException error);
    }

    private final Owner owner;
    private final CommandContext context;
    private final String label;
    private final ListedCommand command;
    private @Nullable Subprocess process;
    private @Nullable WaitStatus status;
    private Optional<Terminal.Settings> settings = Optional.empty();
    private boolean foreground;

    /// @param label the name that the subprocess server knows it by
    RunningCommand(Owner owner, CommandContext context, String label, ListedCommand command) {
        this.owner = owner;
        this.context = context;
        this.label = label;
        this.command = command;
    }

    @Override
    public void start() {
        Command wanted = Command.of(command.argv(), context.environment()).withLabel(label);
        int localFlags =
                (command.logsOutput() ? 0 : ExecFlags.STDIO_FALLTHROUGH)
                        | (command.ownGroup() ? 0 : ExecFlags.NO_SETPGRP);
        if (followsStops()) {
            context.terminal().ifPresent(this::noteSettings);
        }
        if (command.isInteractive()) {
            context.banner().show();
        }
        try {
            process =
                    context.server()
                            .exec(
                                    new ExecRequest(
                                            wanted,
                                            ExecFlags.STDOUT | ExecFlags.STDERR,
                                            localFlags,
                                            false),
                                    this);
        } catch (FluxException e) {
            failed(e);
        }
    }

    private void noteSettings(Terminal terminal) {
        try {
            settings = Optional.of(terminal.settings());
        } catch (FluxException e) {
            owner.trouble("failed to save terminal attributes before", e);
        }
    }

    @Override
    public void hangUp() {
        kill(Signum.SIGHUP);
    }

    private void kill(int signum) {
        if (process == null) {
            return;
        }
        try {
            process.kill(signum);
        } catch (FluxException e) {
            // Being gone is what was wanted.
            if (!e.errno().equals(Errno.ESRCH)) {
                owner.trouble("kill", e);
            }
        }
    }

    @Override
    public void output(String stream, byte[] bytes) {
        if (command.logsOutput()) {
            int length = bytes.length;
            if (length > 0 && bytes[length - 1] == '\n') {
                length--;
            }
            owner.output(
                    stream.equals("stderr") ? Severity.ERR : Severity.INFO,
                    new String(bytes, 0, length, StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean followsStops() {
        return !command.logsOutput() && command.ownGroup() && context.terminal().isPresent();
    }

    @Override
    public void stopped() {
        context.terminal().ifPresent(this::putInForeground);
    }

    private void putInForeground(Terminal terminal) {
        if (process == null) {
            return;
        }
        try {
            if (terminal.foregroundGroup() == terminal.ownGroup()) {
                foreground = true;
                terminal.foreground(process.pid());
                kill(Signum.SIGCONT);
            }
        } catch (FluxException e) {
            owner.trouble("error bringing to the foreground", e);
        }
    }

    private void takeTerminalBack(Terminal terminal) {
        try {
            terminal.foreground(terminal.ownGroup());
            settings.ifPresent(terminal::restore);
        } catch (FluxException e) {
            owner.trouble("failed to reset foreground process group after", e);
        }
    }

    @Override
    public void finished(WaitStatus how) {
        status = how;
    }

    @Override
    public void done() {
        WaitStatus how = status == null ? WaitStatus.exited(1) : status;
        end(how.exitCode(), how.isExited() ? "Exited" : Signum.text(how.signum()));
    }

    @Override
    public void failed(FluxException error) {
        end(
                error.errno().equals(Errno.ENOENT) ? NOT_FOUND : NOT_EXECUTABLE,
                String.valueOf(error.getMessage()));
    }

    private void end(int rc, String how) {
        if (foreground) {
            foreground = false;
            context.terminal().ifPresent(this::takeTerminalBack);
        }
        process = null;
        owner.ended(rc, how);
    }
}
