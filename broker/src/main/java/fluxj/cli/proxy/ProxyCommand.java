package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.BytePump;
import fluxj.client.ClientReactor;
import fluxj.client.FluxClient;
import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.Signum;
import fluxj.platform.Terminal;
import fluxj.platform.os.OsHostFacts;
import fluxj.platform.os.OsSignals;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// `fluxj proxy`: route messages to/from Flux instance.
@Command(name = "proxy", description = "Route messages to/from Flux instance", sortOptions = false)
public final class ProxyCommand extends FluxCommand {
    private static final String VERSION = "0.88.";
    private static final String SHOW_CURSOR = "\033[?25h\r\n";
    private static final Duration RETRY = Duration.ofSeconds(2);

    @Option(
            names = {"-f", "--force"},
            description = "Skip checks when connecting to Flux broker")
    private boolean force;

    @Option(
            names = {"-n", "--nohup"},
            description = "Do not send SIGHUP to child processes when connection to Flux is lost")
    private boolean nohup;

    @Option(
            names = "--reconnect",
            description =
                    "If broker connection is lost, try to reconnect; programs that were connected"
                            + " have to connect again")
    private boolean reconnect;

    @Parameters(
            paramLabel = "JOBID|URI",
            index = "0",
            description = "A jobid, local://PATH, ssh://[USER@]HOST[:PORT]/PATH or pid:PID")
    private String target = "";

    @Parameters(paramLabel = "COMMAND", index = "1..*", arity = "0..*")
    private List<String> command = new ArrayList<>();

    public ProxyCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        InstanceUri uri = resolved();
        int exitCode;
        try (FluxClient client = console().traced(FluxClient.open(uri.text(), environment()))) {
            checkVersion(client.attribute("version"));
            Path folder = Files.createTempDirectory(temporary(), "flux-proxy-");
            Path socket = folder.resolve("local");
            try (ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));
                Thread.ofPlatform().daemon().name("proxy").start(() -> accept(server, uri));
                exitCode = runCommand(client, socket, uri);
            } finally {
                Files.deleteIfExists(socket);
                Files.delete(folder);
            }
        } catch (FluxException e) {
            throw new CommandFailure(uri.text() + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure("error creating proxy socket directory: " + IoReason.of(e));
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private Map<String, String> environment() {
        return console().environment();
    }

    private void say(String line) {
        console().err().println("fluxj proxy: " + line);
    }

    private Path temporary() {
        Path wanted = Path.of(environment().getOrDefault("TMPDIR", "/tmp"));
        if (Files.isDirectory(wanted)) {
            return wanted;
        }
        say("TMPDIR (" + wanted + ") is not a directory. Using /tmp instead");
        return Path.of("/tmp");
    }

    private InstanceUri resolved() {
        try {
            InstanceUri found = new UriResolver(console()).resolve(target);
            return found.text().equals(target) ? found : found.chosen(environment());
        } catch (CommandFailure e) {
            console().err().println("fluxj uri: " + e.line());
            throw new CommandFailure("Unable to resolve " + target + " to a URI");
        }
    }

    private void checkVersion(String version) {
        if (version.startsWith(VERSION)) {
            return;
        }
        String problem =
                "proxy version "
                        + VERSION
                        + "0 may not interoperate with broker version "
                        + version;
        if (!force) {
            throw new CommandFailure("fatal: " + problem + " (--force to connect anyway)");
        }
        say("warning: " + problem);
    }

    /// Gives each client a connection of its own: the broker at the far end sees it as one of its
    /// clients, with what it subscribed to and offers.
    private void accept(ServerSocketChannel server, InstanceUri uri) {
        try {
            while (true) {
                SocketChannel client = server.accept();
                try {
                    BytePump.join(client, FluxClient.openRaw(uri.text(), environment()));
                } catch (FluxException e) {
                    say(String.valueOf(e.getMessage()));
                    client.close();
                }
            }
        } catch (IOException e) {
            // The command has ended, and the socket with it.
            return;
        }
    }

    private int runCommand(FluxClient client, Path socket, InstanceUri uri) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(environment().getOrDefault("SHELL", "/bin/sh"));
        if (!command.isEmpty()) {
            words.addAll(List.of("-c", String.join(" ", command)));
        }
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("FLUX_URI", "local://" + socket);
        if (!uri.authority().isEmpty()) {
            builder.environment().put("FLUX_PROXY_REMOTE", uri.authority());
        }
        Optional<Terminal> terminal = new OsHostFacts(new Random()).terminal();
        Optional<Terminal.Settings> settings = terminal.map(Terminal::settings);
        try (OsSignals signals = new OsSignals(client.reactor())) {
            // Those of the terminal are for the command, which has them as well.
            signals.handle(List.of(Signum.SIGINT), _ -> {});
            Process process = builder.start();
            Deferred<Integer> exit = new Deferred<>();
            process.onExit()
                    .thenAccept(
                            ended -> client.reactor().post(() -> exit.complete(ended.exitValue())));
            Deferred<FluxException> lost = new Deferred<>();
            watch(client, uri, lost);
            lost.then(_ -> hangUp(process), _ -> {});
            int exitCode = client.get(exit);
            if (lost.isDone()) {
                terminal.ifPresent(own -> settings.ifPresent(own::restore));
                if (terminal.isPresent()) {
                    console().out().print(SHOW_CURSOR);
                }
            }
            return exitCode;
        }
    }

    /// Looks for the broker again as long as it takes, or gives the reason why it was lost.
    private void watch(FluxClient client, InstanceUri uri, Deferred<FluxException> lost) {
        client.closed()
                .then(
                        why -> {
                            if (reconnect) {
                                say("broker: " + why.getMessage());
                                say("reconnecting");
                                tryAgain(client.reactor(), uri, lost);
                            } else {
                                lost.complete(why);
                            }
                        },
                        _ -> {});
    }

    private void tryAgain(ClientReactor reactor, InstanceUri uri, Deferred<FluxException> lost) {
        Runnable later = () -> reactor.after(RETRY, () -> tryAgain(reactor, uri, lost));
        FluxClient again;
        try {
            again = FluxClient.open(uri.text(), environment(), reactor);
        } catch (FluxException _) {
            // It is not there yet.
            later.run();
            return;
        }
        again.ask(StateMachineProtocol.WAIT, Message.NODEID_ANY, Empty.EMPTY)
                .then(
                        _ -> {
                            say("reconnected");
                            watch(again, uri, lost);
                        },
                        error -> {
                            say("state-machine.wait: " + error.getMessage());
                            again.close();
                            later.run();
                        });
    }

    private void hangUp(Process process) {
        if (!process.isAlive()) {
            return;
        }
        say("Lost connection to Flux");
        if (!nohup) {
            say("Sending SIGHUP to child processes");
            OsSignals.send(process.pid(), Signum.SIGHUP);
            OsSignals.send(process.pid(), Signum.SIGCONT);
        }
    }
}
