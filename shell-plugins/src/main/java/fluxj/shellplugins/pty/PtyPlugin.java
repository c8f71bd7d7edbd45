package fluxj.shellplugins.pty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.rexec.RexecProtocol.Credit;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.TerminusProtocol;
import fluxj.shell.spi.TerminusProtocol.Kill;
import fluxj.shell.spi.TerminusProtocol.Listing;
import fluxj.shell.spi.TerminusProtocol.Server;
import fluxj.shell.spi.TerminusProtocol.Session;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives tasks terminals as the option `pty` asks, and serves those who attach to them. Terminals
/// outlive their tasks until all that was printed was read and, where somebody is expected to
/// attach, somebody has.
final class PtyPlugin implements ShellPlugin {
    private static final String SESSION = "FLUX_TERMINUS_SESSION";

    private final ShellContext shell;
    private final String service;
    private final double began;
    private final Optional<PtySettings> settings;
    private final Map<Integer, TerminalSession> sessions = new LinkedHashMap<>();
    private @Nullable Hold hold;
    private int open;

    private PtyPlugin(ShellContext shell) {
        this.shell = shell;
        service = TerminusProtocol.service(shell.job().service());
        began = shell.clock().epochSeconds();
        settings = PtySettings.of(shell.options());
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "pty";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new PtyPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        shell.environment().set(SESSION, "0");
        shell.messages().serveBelow(service, TerminusProtocol.LIST, call -> call.reply(listing()));
        shell.messages().serveBelow(service, TerminusProtocol.KILL, this::kill);
        shell.messages().serveBelow(service, TerminusProtocol.CREDIT, this::grant);
        shell.messages().serveBelow(service, TerminusProtocol.KILL_SERVER, this::killAll);
        settings.ifPresent(this::openTerminals);
        return Promise.of(Empty.EMPTY);
    }

    private void openTerminals(PtySettings wanted) {
        Idset tasks = shell.job().node().tasks();
        if (wanted.isAdded(tasks)) {
            shell.log().warn("pty: adding pty to rank 0 for interactive support");
        }
        Idset chosen = wanted.with(tasks);
        for (ShellTask task : shell.tasks()) {
            if (chosen.contains(task.rank())) {
                open(task, wanted);
            }
        }
        if (open > 0) {
            hold = shell.hold("terminus.server");
        }
    }

    private void open(ShellTask task, PtySettings wanted) {
        boolean attachable = wanted.interactive() && task.rank() == 0;
        // Nobody attaches to another one: what is printed there would wait for ever.
        boolean captured = wanted.capture() || task.rank() != 0;
        TerminalSession session =
                new TerminalSession(
                        task,
                        shell.openTerminal(),
                        new TerminalSession.Use(captured, attachable),
                        () -> completed(task.rank()));
        sessions.put(task.rank(), session);
        open++;
        shell.messages().serveBelow(service, TerminusProtocol.session(task.rank()), session::frame);
        task.setenv(SESSION, Integer.toString(task.rank()));
        if (attachable) {
            shell.addEventContext("shell.init", JsonObject.of("pty", "terminus.0"));
            if (wanted.capture()) {
                shell.addEventContext("shell.init", JsonObject.of("capture", 1L));
            }
        }
    }

    private void completed(int id) {
        sessions.remove(id);
        open--;
        if (open == 0 && hold != null) {
            hold.release();
        }
    }

    private Listing listing() {
        List<Session> lines =
                sessions.values().stream()
                        .map(
                                session ->
                                        new Session(
                                                session.id(),
                                                "task" + session.id(),
                                                session.clientCount(),
                                                session.pid(),
                                                session.isExited(),
                                                began))
                        .toList();
        return new Listing(new Server(service, shell.job().node().brokerRank(), began), lines);
    }

    private void grant(Call<Credit, Empty> call) {
        String origin = call.request().routes().origin();
        Credit credit = call.body();
        List.copyOf(sessions.values())
                .forEach(session -> session.grant(origin, credit.matchtag(), credit.bytes()));
        call.reply(Empty.EMPTY);
    }

    private void kill(Call<Kill, Empty> call) {
        TerminalSession session = sessions.get(call.body().id());
        if (session == null) {
            throw new FluxException(Errno.ENOENT);
        }
        if (call.body().waits().orElse(0) == 0) {
            call.reply(Empty.EMPTY);
        } else {
            session.whenComplete(() -> call.reply(Empty.EMPTY));
        }
        session.kill(call.body().signal());
    }

    private void killAll(Call<Empty, Empty> call) {
        List<TerminalSession> all = List.copyOf(sessions.values());
        if (all.isEmpty()) {
            call.reply(Empty.EMPTY);
            return;
        }
        int[] left = {all.size()};
        for (TerminalSession session : all) {
            session.whenComplete(
                    () -> {
                        left[0]--;
                        if (left[0] == 0) {
                            call.reply(Empty.EMPTY);
                        }
                    });
        }
        all.forEach(session -> session.kill(Signum.SIGKILL));
    }

    @Override
    public void taskExit(ShellTask task) {
        TerminalSession session = sessions.get(task.rank());
        if (session != null) {
            task.status()
                    .ifPresent(
                            status -> {
                                shell.log()
                                        .debug(
                                                "close pty session rank="
                                                        + task.rank()
                                                        + " status="
                                                        + status.raw());
                                session.exited(status);
                            });
        }
    }

    @Override
    public Promise<Empty> exit() {
        List.copyOf(sessions.values()).forEach(TerminalSession::close);
        return Promise.of(Empty.EMPTY);
    }
}
