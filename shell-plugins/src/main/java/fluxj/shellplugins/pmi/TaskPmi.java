package fluxj.shellplugins.pmi;

import fluxj.errors.FluxException;
import fluxj.pmi.PmiKeys;
import fluxj.pmi.PmiResult;
import fluxj.pmi.PmiServer;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.TaskStream;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The PMI server of this shell and the lines to its tasks.
final class TaskPmi implements PmiServer.Clients {
    private static final String CHANNEL = "PMI_FD";

    /// Longer than any line of the protocol: keys and values have limits of their own.
    private static final int LONGEST_LINE = 32 * 1024;

    /// How much of a task's last words an exception repeats.
    private static final int LONGEST_MESSAGE = 1024;

    private final ShellContext shell;
    private final PmiExchange exchange;
    private final PmiKeys keys;
    private final PmiServer server;
    private final Map<Integer, ShellTask> tasks = new HashMap<>();
    private final boolean traced;
    private boolean aborted;

    TaskPmi(ShellContext shell, PmiKeys keys, PmiExchange exchange) {
        this.shell = shell;
        this.keys = keys;
        this.exchange = exchange;
        traced = shell.options().whole("verbose").orElse(0L) > 0;
        server =
                new PmiServer(
                        new PmiServer.Program(
                                shell.job().idText(),
                                shell.job().taskCount(),
                                shell.job().node().tasks().size()),
                        keys,
                        this);
    }

    /// Gives a task its line.
    void add(ShellTask task) {
        tasks.put(task.rank(), task);
        task.addChannel(CHANNEL, new Line(task.rank()));
    }

    /// All tasks have ended.
    void end() {
        exchange.end();
    }

    private final class Line implements TaskStream {
        private final int rank;

        Line(int rank) {
            this.rank = rank;
        }

        @Override
        public void data(byte[] bytes) {
            boolean whole = bytes[bytes.length - 1] == '\n';
            int length = whole ? bytes.length - 1 : bytes.length;
            if (length > LONGEST_LINE) {
                refuse(rank, "a line of more than " + LONGEST_LINE + " bytes");
                return;
            }
            String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
            trace(rank, "C: ", line);
            try {
                server.receive(rank, line);
            } catch (FluxException e) {
                trace(rank, "S: ", "pmi request error");
                refuse(rank, e.getMessage());
            }
        }

        @Override
        public void end() {
            trace(rank, "C: ", "pmi EOF");
            server.gone(rank);
        }
    }

    /// Ends the job for what a task did, unless it ends already: tasks that are being killed say
    /// half of a line.
    private void refuse(int rank, String why) {
        if (!aborted) {
            shell.fail(
                    new ShellFailure(
                            "PMI-1 wire protocol error: task "
                                    + rank
                                    + " (host "
                                    + shell.job().node().name()
                                    + "): "
                                    + why));
        }
    }

    private void trace(int rank, String side, String line) {
        if (traced) {
            shell.log().trace(rank + ": " + side + line);
        }
    }

    @Override
    public void send(int rank, String line) {
        trace(rank, "S: ", line);
        ShellTask task = tasks.get(rank);
        if (task == null) {
            return;
        }
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (task.room(CHANNEL) < bytes.length) {
            refuse(rank, "it asks and does not read the answers");
        } else {
            task.write(CHANNEL, bytes);
        }
    }

    @Override
    public void finished(int rank) {
        trace(rank, "S: ", "pmi finalized");
    }

    @Override
    public void abort(int rank, int exitCode, String message) {
        aborted = true;
        String shown =
                message.length() > LONGEST_MESSAGE
                        ? message.substring(0, LONGEST_MESSAGE) + "…"
                        : message;
        shell.raise("exec", 0, "PMI_Abort: " + shown)
                .then(
                        _ -> {},
                        error ->
                                shell.log()
                                        .error(
                                                "failed to raise job exception: "
                                                        + error.getMessage()));
    }

    @Override
    public void barrier() {
        if (shell.job().size() == 1) {
            server.release(PmiResult.SUCCESS);
            return;
        }
        exchange.begin(keys.pending())
                .then(
                        all -> {
                            keys.merge(all);
                            server.release(PmiResult.SUCCESS);
                        },
                        error -> {
                            shell.log().warn("pmi-exchange request: " + error.getMessage());
                            shell.log().warn("exchange failed");
                            server.release(PmiResult.FAIL);
                        });
    }

    @Override
    public void warn(String text) {
        if (!aborted) {
            shell.log().warn(text);
        }
    }
}
