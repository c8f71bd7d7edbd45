package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.BytePump;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.platform.os.OsSignals;
import fluxj.reactor.Deferred;

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
import java.util.ArrayList;
import java.util.List;

/// `fluxj proxy`: route messages to/from Flux instance.
@Command(name = "proxy", description = "Route messages to/from Flux instance", sortOptions = false)
public final class ProxyCommand extends FluxCommand {
    private static final String VERSION = "0.88.";

    @Option(
            names = {"-f", "--force"},
            description = "Skip checks when connecting to Flux broker")
    private boolean force;

    @Option(
            names = {"-n", "--nohup"},
            description = "Do not end the command when the connection to Flux is lost")
    private boolean nohup;

    @Parameters(
            paramLabel = "JOBID|URI",
            index = "0",
            description = "local://PATH, ssh://[USER@]HOST[:PORT]/PATH or pid:PID")
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
        try (FluxClient client =
                console().traced(FluxClient.open(uri.text(), console().environment()))) {
            checkVersion(client.attribute("version"));
            Path folder = Files.createTempDirectory("flux-proxy-");
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
            throw new CommandFailure("no socket can be made in the directory for temporary files");
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private InstanceUri resolved() {
        try {
            return InstanceUri.resolve(target);
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
        console().err().println("fluxj proxy: warning: " + problem);
    }

    /// Gives each client a connection of its own: the broker at the far end sees it as one of its
    /// clients, with what it subscribed to and offers.
    private void accept(ServerSocketChannel server, InstanceUri uri) {
        try {
            while (true) {
                SocketChannel client = server.accept();
                try {
                    BytePump.join(client, FluxClient.openRaw(uri.text(), console().environment()));
                } catch (FluxException e) {
                    console().err().println("fluxj proxy: " + e.getMessage());
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
        words.add(console().environment().getOrDefault("SHELL", "/bin/sh"));
        if (!command.isEmpty()) {
            words.addAll(List.of("-c", String.join(" ", command)));
        }
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("FLUX_URI", "local://" + socket);
        if (!uri.authority().isEmpty()) {
            builder.environment().put("FLUX_PROXY_REMOTE", uri.authority());
        }
        try (OsSignals signals = new OsSignals(client.reactor())) {
            // Those of the terminal are for the command, which has them as well.
            signals.handle(List.of(Signum.SIGINT), _ -> {});
            Process process = builder.start();
            Deferred<Integer> exit = new Deferred<>();
            process.onExit()
                    .thenAccept(
                            ended -> client.reactor().post(() -> exit.complete(ended.exitValue())));
            client.closed()
                    .then(
                            why -> {
                                if (!process.isAlive()) {
                                    return;
                                }
                                console().err().println("fluxj proxy: " + why.getMessage());
                                if (!nohup) {
                                    process.destroy();
                                }
                            },
                            _ -> {});
            return client.get(exit);
        }
    }
}
