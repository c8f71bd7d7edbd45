package fluxj.it;

import fluxj.client.ClientReactor;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.wire.Payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One broker as a process of its own, ours or flux-core's.
public final class TestBrokerProcess {

    private final int rank;
    private final Process process;
    private final Path log;
    private final Path socket;

    TestBrokerProcess(int rank, Process process, Path log, Path socket) {
        this.rank = rank;
        this.process = process;
        this.log = log;
        this.socket = socket;
    }

    public int rank() {
        return rank;
    }

    /// Its process id.
    public long pid() {
        return process.pid();
    }

    /// The socket of its local connector.
    public Path socket() {
        return socket;
    }

    /// What it wrote to its standard error so far.
    public String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A `fluxj` command as a client of this broker.
    public CommandLine fluxj(String... words) {
        return CommandLine.fluxj(words).with("FLUX_URI", "local://" + socket);
    }

    /// Any command as a client of this broker.
    public CommandLine command(String... words) {
        return CommandLine.of(words).with("FLUX_URI", "local://" + socket);
    }

    /// The file system as this process sees it.
    public Path root() {
        return Path.of("/proc/" + process.pid() + "/root");
    }

    /// Sends a signal by name, such as `STOP` or `KILL`.
    public void signal(String name) {
        CommandLine.of("kill", "-" + name, Long.toString(process.pid())).run();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits until it has ended and gives its exit code, 128 + n for a signal.
    public int awaitExit() {
        try {
            if (!process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("broker " + rank + " did not end:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Waits until the log holds a text.
    public void awaitLog(String text) {
        Eventually.until(
                () -> "broker " + rank + " to log: " + text + "\nits log:\n" + log(),
                () -> log().contains(text));
    }

    /// Waits until it has reached the state RUN.
    public void awaitRun() {
        Eventually.until(
                () -> "broker " + rank + " to listen\nits log:\n" + log(),
                () -> Files.exists(socket) || !process.isAlive());
        try (FluxClient client = open()) {
            client.get(
                    client.rpc().request("state-machine.wait", rank, Payload.NONE, 0),
                    Eventually.LIMIT);
        } catch (FluxException e) {
            throw new AssertionError(
                    "broker " + rank + " did not run: " + e.getMessage() + "\n" + log(), e);
        }
    }

    /// A connection to it.
    public FluxClient open() {
        return FluxClient.open("local://" + socket, Map.of());
    }

    /// A connection to it among others of one thread.
    public FluxClient open(ClientReactor reactor) {
        return FluxClient.open("local://" + socket, Map.of(), reactor);
    }

    /// Ends it at once, whatever it does.
    public void kill() {
        process.destroyForcibly();
    }
}
