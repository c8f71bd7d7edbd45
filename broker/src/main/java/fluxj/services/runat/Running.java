package fluxj.services.runat;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.Signum;
import fluxj.platform.SpawnRequest;
import fluxj.platform.Terminal;
import fluxj.platform.WaitStatus;
import fluxj.service.Severity;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.IntConsumer;

/// One command from its start to its end, its output included.
final class Running {
    private final Workshop workshop;
    private final Entry entry;
    private final String name;
    private final IntConsumer onDone;
    private final long started;
    private @Nullable ChildProcess process;
    private @Nullable WaitStatus status;
    private int openStreams;
    private boolean aborted;
    private boolean foreground;

    /// @param name list and place in it, such as `rc1.0`
    Running(Workshop workshop, Entry entry, String name, IntConsumer onDone) {
        this.workshop = workshop;
        this.entry = entry;
        this.name = name;
        this.onDone = onDone;
        started = workshop.reactor().nanoTime();
    }

    void start() {
        SpawnRequest request =
                SpawnRequest.of(
                                entry.argv(),
                                CommandEnvironment.of(
                                        workshop.environment().copy(),
                                        workshop.attributes().get("local-uri"),
                                        workshop.attributes().get("jobid")))
                        .withStdio(
                                entry.logged()
                                        ? new SpawnRequest.Stdio(
                                                SpawnRequest.Mode.DISCARD,
                                                SpawnRequest.Mode.PIPE,
                                                SpawnRequest.Mode.PIPE)
                                        : SpawnRequest.Stdio.INHERITED);
        ChildProcess child;
        try {
            child = workshop.spawner().spawn(entry.ownGroup() ? request : request.inParentGroup());
        } catch (FluxException e) {
            int rc = e.errno().equals(Errno.ENOENT) ? 127 : 126;
            workshop.reactor().post(() -> finish(rc, e.getMessage() == null ? "" : e.getMessage()));
            return;
        }
        process = child;
        child.onStopped(this::stopped);
        if (entry.logged()) {
            listen(child, "stdout", Severity.INFO);
            listen(child, "stderr", Severity.ERR);
        }
        child.exit()
                .then(
                        ended -> {
                            status = ended;
                            finishWhenQuiet();
                        },
                        error -> finish(1, String.valueOf(error.getMessage())));
    }

    private void listen(ChildProcess child, String stream, Severity severity) {
        ByteStream bytes = child.stream(stream).orElse(null);
        if (bytes != null) {
            openStreams++;
            bytes.listen(
                    new Lines(
                            line -> workshop.log().log(severity, name + ": " + line),
                            () -> {
                                openStreams--;
                                finishWhenQuiet();
                            }));
        }
    }

    private void finishWhenQuiet() {
        WaitStatus ended = status;
        if (ended == null || openStreams > 0) {
            return;
        }
        if (ended.isSignaled()) {
            finish(ended.exitCode(), Signum.text(ended.signum()));
        } else if (ended.isSuccess() && aborted) {
            finish(1, "aborted after exit with rc=0");
        } else {
            finish(ended.exitCode(), "Exited");
        }
    }

    private void finish(int rc, String how) {
        double seconds = (workshop.reactor().nanoTime() - started) / 1e9;
        workshop.log().log(
                rc == 0 ? Severity.INFO : Severity.ERR,
                name
                        + ": "
                        + entry.display()
                        + ' '
                        + how
                        + String.format(Locale.ROOT, " (rc=%d) %.1fs", rc, seconds));
        if (foreground) {
            workshop.terminal().ifPresent(this::takeBack);
        }
        onDone.accept(rc);
    }

    /// Asks it to end.
    void abort() {
        aborted = true;
        ChildProcess child = process;
        if (child == null) {
            return;
        }
        try {
            child.kill(Signum.SIGHUP);
        } catch (FluxException e) {
            workshop.log().log(
                    e.errno().equals(Errno.ESRCH) ? Severity.DEBUG : Severity.ERR,
                    "kill: " + e.getMessage());
        }
    }

    /// A program that wants the terminal is stopped until it is in the foreground.
    private void stopped() {
        ChildProcess child = process;
        Terminal terminal = workshop.terminal().orElse(null);
        if (child == null || terminal == null) {
            return;
        }
        try {
            if (terminal.foregroundGroup() == terminal.ownGroup()) {
                foreground = true;
                terminal.foreground(child.pid());
                child.kill(Signum.SIGCONT);
            }
        } catch (FluxException e) {
            workshop.log().err("error bringing " + name + " into foreground: " + e.getMessage());
        }
    }

    private void takeBack(Terminal terminal) {
        try {
            terminal.foreground(terminal.ownGroup());
        } catch (FluxException e) {
            workshop.log().err("failed to reset foreground process group: " + e.getMessage());
        }
    }
}
