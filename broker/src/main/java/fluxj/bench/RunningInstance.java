package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.core.module.ModuleProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.json.JsonObject;
import fluxj.service.ModuleSpec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A test instance that stays up, with our client at its rank 0.
final class RunningInstance implements AutoCloseable {
    private static final String PING = "broker.ping";
    private static final Duration SETTLING = Duration.ofSeconds(30);

    private final Process process;
    private final String uri;
    private final FluxClient client;
    private final List<FluxClient> further = new ArrayList<>();
    private final Deque<String> modules = new ArrayDeque<>();

    private RunningInstance(Process process, String uri) {
        this.process = process;
        this.uri = uri;
        this.client = FluxClient.open(uri, Map.of());
    }

    /// Starts an instance whose initial program tells its URI and waits for the end of its input.
    static RunningInstance start(Side side, int size, List<String> options) {
        List<String> program = List.of("sh", "-c", "echo \"$FLUX_URI\"; cat >/dev/null");
        try {
            Process process =
                    new ProcessBuilder(side.start(size, options, program))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            BufferedReader out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            String uri = out.readLine();
            if (uri == null) {
                throw new FluxException(Errno.EIO, side.name() + ": the instance did not start");
            }
            return new RunningInstance(process, uri);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, side.command() + ": " + IoReason.of(e));
        }
    }

    /// The connection that is always there.
    FluxClient client() {
        return client;
    }

    /// Opens further connections; all are served by the thread of the first one.
    List<FluxClient> connect(int count) {
        List<FluxClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(FluxClient.open(uri, Map.of(), client.reactor()));
        }
        further.addAll(clients);
        return List.copyOf(clients);
    }

    /// Loads a module at rank 0.
    void load(String module) {
        client.call(ModuleProtocol.LOAD, 0, ModuleSpec.of(module));
        modules.push(module);
    }

    /// Removes the module that was loaded last.
    void removeLast() {
        client.call(
                ModuleProtocol.REMOVE,
                0,
                new ModuleProtocol.Remove(modules.pop(), Optional.empty()));
    }

    /// Sends pings to a rank one after the other; adds the round-trip times in microseconds.
    void ping(int rank, int count, Samples samples) {
        JsonObject body = JsonObject.of("seq", 0);
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            client.call(PING, rank, body);
            samples.add((System.nanoTime() - start) / 1e3);
        }
    }

    /// The seconds that a command takes from its start to its end; what it prints goes nowhere.
    ///
    /// @throws FluxException EIO when it fails
    double secondsOf(Side side, List<String> words) {
        return StartBench.timeOfOne(
                command(side, words).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    /// A command that is not started yet.
    ProcessBuilder command(Side side, List<String> words) {
        List<String> argv = new ArrayList<>();
        argv.add(side.command());
        argv.addAll(words);
        ProcessBuilder command =
                new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("FLUX_URI", uri);
        return command;
    }

    /// What a command prints, to its end.
    ///
    /// @throws FluxException EIO when it cannot be run
    String output(Side side, List<String> words) {
        try {
            Process process = command(side, words).start();
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.onExit().join();
            return out;
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, side.command() + ": " + IoReason.of(e));
        }
    }

    /// Resident memory of rank 0 in MiB when nothing has happened for a while.
    double settledMib() {
        boolean[] over = new boolean[1];
        client.reactor().after(SETTLING, () -> over[0] = true);
        client.reactor().runUntil(() -> over[0]);
        return residentMib(0);
    }

    /// Resident memory of a rank's broker in MiB.
    double residentMib(int rank) {
        String pid =
                client.call(AttrProtocol.GET, rank, new AttrProtocol.Name("broker.pid")).value();
        return mib(Long.parseLong(pid), "VmRSS:");
    }

    /// A line of a process's status that is in KiB, in MiB.
    static double mib(long pid, String line) {
        Path status = Path.of("/proc/" + pid + "/status");
        try {
            for (String each : Files.readAllLines(status)) {
                if (each.startsWith(line)) {
                    String kib = each.substring(line.length()).strip();
                    return Long.parseLong(kib.substring(0, kib.indexOf(' '))) / 1024.0;
                }
            }
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, status + ": " + IoReason.of(e));
        }
        throw new FluxException(Errno.EIO, status + " has no line " + line);
    }

    /// Ends the instance: what was loaded goes in the opposite order, so that the KVS keeps its
    /// checkpoint.
    @Override
    public void close() {
        try {
            while (!modules.isEmpty()) {
                removeLast();
            }
        } finally {
            further.forEach(FluxClient::close);
            client.close();
            end();
        }
    }

    private void end() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
