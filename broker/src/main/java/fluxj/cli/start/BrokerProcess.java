package fluxj.cli.start;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.SpawnRequest;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One rank: its process when it runs, the line to its PMI client, and how it ended last.
final class BrokerProcess {
    /// The environment variable, and so the name of the channel, that a broker finds PMI by.
    private static final String PMI_FD = "PMI_FD";

    private static final int LONGEST_LINE = 4096;

    private final int rank;
    private final SpawnRequest request;
    private @Nullable ChildProcess child;
    private @Nullable ByteStream pmi;
    private int lastPid = -1;
    private int exitCode;

    BrokerProcess(int rank, List<String> argv, Map<String, String> environment) {
        this.rank = rank;
        request =
                SpawnRequest.of(argv, environment)
                        .withStdio(SpawnRequest.Stdio.INHERITED)
                        .withChannels(List.of(new SpawnRequest.Channel(PMI_FD, "")))
                        .inParentGroup();
    }

    int rank() {
        return rank;
    }

    List<String> argv() {
        return request.argv();
    }

    boolean isRunning() {
        return child != null;
    }

    /// The process id; -1 when it does not run.
    int pid() {
        return child == null ? -1 : child.pid();
    }

    /// The process id of this run or the last one; -1 before the first.
    int lastPid() {
        return lastPid;
    }

    /// The exit code of the last run, 128 and the signal for a killed one; 0 before.
    int exitCode() {
        return exitCode;
    }

    /// Starts the process.
    ///
    /// @param onLine takes each line of its PMI client
    /// @throws FluxException EEXIST when it runs already, or why it cannot be started
    Promise<WaitStatus> run(ProcessSpawner spawner, Consumer<String> onLine) {
        if (child != null) {
            throw new FluxException(Errno.EEXIST);
        }
        ChildProcess started = spawner.spawn(request);
        child = started;
        lastPid = started.pid();
        pmi = started.stream(PMI_FD).orElseThrow(IllegalStateException::new);
        pmi.listen(new Lines(onLine));
        return started.exit().map(this::ended);
    }

    private WaitStatus ended(WaitStatus status) {
        closePmi();
        child = null;
        exitCode = status.exitCode();
        return status;
    }

    /// Sends a line to the PMI client; dropped when it is gone.
    void sendLine(String line) {
        if (pmi != null) {
            pmi.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Ends the connection of the PMI client after what was sent.
    void finishPmi() {
        if (pmi != null) {
            pmi.end();
        }
    }

    private void closePmi() {
        if (pmi != null) {
            pmi.close();
            pmi = null;
        }
    }

    /// Sends a signal; nothing happens when it does not run.
    void kill(int signum) {
        if (child != null) {
            child.kill(signum);
        }
    }

    /// Cuts what arrives into lines.
    private final class Lines implements ByteStream.Listener {
        private final Consumer<String> onLine;
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

        Lines(Consumer<String> onLine) {
            this.onLine = onLine;
        }

        @Override
        public void onBytes(byte[] chunk) {
            for (byte each : chunk) {
                if (each == '\n') {
                    String line = partial.toString(StandardCharsets.UTF_8);
                    partial.reset();
                    onLine.accept(line);
                } else if (partial.size() < LONGEST_LINE) {
                    partial.write(each);
                } else {
                    closePmi();
                    return;
                }
            }
        }

        @Override
        public void onEnd() {
            closePmi();
        }
    }
}
