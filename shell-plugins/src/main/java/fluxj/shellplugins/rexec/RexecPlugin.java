package fluxj.shellplugins.rexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.platform.Signum;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.subprocess.SubprocessServer;
import fluxj.subprocess.remote.RemoteExec;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The subprocess server of the job's shells. Once the tasks of a shell have ended, what runs in it
/// gets SIGTERM, and SIGKILL after the option `rexec-shutdown-timeout`.
public final class RexecPlugin implements ShellPlugin {
    private static final String TIMEOUT = "rexec-shutdown-timeout";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

    /// How long killed processes are waited for when the shell ends without having waited.
    private static final Duration LAST_LIMIT = Duration.ofSeconds(5);

    private final ShellContext shell;
    private Duration limit = USUAL_TIMEOUT;
    private @Nullable SubprocessServer server;

    private RexecPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "rexec";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new RexecPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        shell.options().text(TIMEOUT).ifPresent(this::setLimit);
        SubprocessServer made = shell.subprocesses();
        server = made;
        RemoteExec remote =
                new RemoteExec(
                        new RemoteExec.Site(
                                shell.reactor(),
                                shell.job().node().brokerRank(),
                                (_, text) -> shell.log().error(text),
                                this::check),
                        made);
        remote.serve(ShellProtocol.rexec(shell.job().service()), shell.messages()::serveRaw);
        return Promise.of(Empty.EMPTY);
    }

    private void setLimit(String text) {
        try {
            double seconds = Fsd.parse(text).seconds();
            limit = Duration.ofMillis(Math.round(Math.min(seconds, Integer.MAX_VALUE) * 1000));
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "invalid shell option " + TIMEOUT + ": " + e.getMessage());
        }
    }

    /// A broker of somebody else could put any words into the user's mouth: then nobody is served,
    /// for want of signatures.
    private void check(Request request) {
        boolean trusted = shell.job().isSingleUser();
        if (!trusted || request.cred().userid() != shell.job().userid()) {
            throw new FluxException(Errno.EPERM, "Access denied");
        }
    }

    @Override
    public void finish() {
        SubprocessServer running = server;
        if (running == null) {
            return;
        }
        Hold hold = shell.hold("rexec");
        running.shutdown(Signum.SIGTERM, limit)
                .flatMap(clean -> clean ? Promise.of(true) : running.awaitEnds(limit))
                .then(
                        ended -> {
                            if (!ended) {
                                shell.log()
                                        .warn(
                                                "failed to shutdown rexec server cleanly with SIGKILL");
                            }
                            hold.release();
                        },
                        _ -> hold.release());
    }

    @Override
    public Promise<Empty> exit() {
        SubprocessServer running = server;
        if (running == null) {
            return Promise.of(Empty.EMPTY);
        }
        running.killAll(Signum.SIGKILL);
        return running.awaitEnds(LAST_LIMIT).map(_ -> Empty.EMPTY);
    }
}
