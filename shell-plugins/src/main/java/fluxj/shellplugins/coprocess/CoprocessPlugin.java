package fluxj.shellplugins.coprocess;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.shell.spi.LostShell;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellProtocol.CoprocessOutput;
import fluxj.subprocess.SubprocessServer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The option `coprocess`: commands beside the tasks, from the start of those to their end, when
/// they get SIGTERM, and SIGKILL after `coprocess-kill-timeout`.
public final class CoprocessPlugin implements ShellPlugin {
    private static final String OPTION = "coprocess";
    private static final String KILL_TIMEOUT = "coprocess-kill-timeout";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    /// How long killed processes are waited for when the shell ends without having waited.
    private static final Duration LAST_LIMIT = Duration.ofSeconds(5);

    private final ShellContext shell;
    private final Map<String, Coprocess> coprocesses = new LinkedHashMap<>();
    private Duration killTimeout = USUAL_TIMEOUT;
    private @Nullable SubprocessServer server;
    private @Nullable Timer killTimer;

    private CoprocessPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return OPTION;
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new CoprocessPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        Optional<JsonValue> option = shell.options().value(OPTION);
        if (option.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        shell.options().text(KILL_TIMEOUT).ifPresent(this::setKillTimeout);
        for (CoprocessSpec spec : CoprocessSpec.of(option.get())) {
            coprocesses.put(spec.name(), new Coprocess(shell, spec));
        }
        if (shell.job().isLeader()) {
            shell.messages().serve(ShellProtocol.COPROCESS_WRITE, this::take);
        }
        shell.log().debug("coprocess enabled (" + coprocesses.size() + " configured)");
        return Promise.of(Empty.EMPTY);
    }

    private void setKillTimeout(String text) {
        try {
            double seconds = Fsd.parse(text).seconds();
            killTimeout =
                    Duration.ofMillis(Math.round(Math.min(seconds, Integer.MAX_VALUE) * 1000));
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "failed to parse " + KILL_TIMEOUT + ": " + e.getMessage());
        }
    }

    private void take(Call<CoprocessOutput, Empty> call) {
        Coprocess coprocess = coprocesses.get(call.body().name());
        if (coprocess == null) {
            throw new FluxException(
                    Errno.ENOENT, "there is no coprocess '" + call.body().name() + "'");
        }
        coprocess.take(call.body().io(), () -> call.reply(Empty.EMPTY));
    }

    @Override
    public void start() {
        if (!coprocesses.isEmpty()) {
            SubprocessServer made = shell.subprocesses();
            server = made;
            coprocesses.values().forEach(each -> each.start(made));
        }
    }

    @Override
    public void finish() {
        if (!isAnyRunning()) {
            return;
        }
        coprocesses.values().forEach(each -> each.kill(Signum.SIGTERM));
        killTimer =
                shell.reactor()
                        .after(
                                killTimeout,
                                () -> {
                                    if (isAnyRunning()) {
                                        shell.log()
                                                .warn(
                                                        "coprocess: helper(s) still running,"
                                                                + " sending SIGKILL");
                                        coprocesses
                                                .values()
                                                .forEach(each -> each.kill(Signum.SIGKILL));
                                    }
                                });
    }

    private boolean isAnyRunning() {
        return coprocesses.values().stream().anyMatch(Coprocess::isRunning);
    }

    @Override
    public void lost(LostShell lost) {
        coprocesses.values().forEach(each -> each.ended(lost.shellRank()));
    }

    @Override
    public Promise<Empty> exit() {
        if (killTimer != null) {
            killTimer.cancel();
        }
        SubprocessServer running = server;
        if (running == null) {
            return Promise.of(Empty.EMPTY);
        }
        running.killAll(Signum.SIGKILL);
        return running.awaitEnds(LAST_LIMIT)
                .map(
                        _ -> {
                            coprocesses.values().forEach(Coprocess::close);
                            return Empty.EMPTY;
                        });
    }
}
