package fluxj.shellplugins.output;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellLevel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A file. It is written off the reactor, what comes meanwhile in the next write; tasks wait while
/// too much does.
final class FileSink implements OutputSink {
    private static final int LIMIT = 1 << 20;

    private final ShellContext shell;
    private final String path;
    private final OutputStream file;
    private final boolean label;
    private final Runnable onRoom;
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean writing;
    private boolean failed;
    private boolean closing;

    /// @param label true puts a task's rank before what it says
    /// @param onRoom run when tasks need not wait any more
    FileSink(ShellContext shell, String path, OutputStream file, boolean label, Runnable onRoom) {
        this.shell = shell;
        this.path = path;
        this.file = file;
        this.label = label;
        this.onRoom = onRoom;
    }

    @Override
    public boolean isFull() {
        return waiting.size() > LIMIT;
    }

    @Override
    public void data(String stream, int rank, byte[] bytes) {
        if (label) {
            waiting.writeBytes((rank + ": ").getBytes(StandardCharsets.US_ASCII));
        }
        waiting.writeBytes(bytes);
        write();
    }

    @Override
    public void end(String stream, int rank) {}

    @Override
    public void log(JsonObject context) {
        waiting.writeBytes(line(context).getBytes(StandardCharsets.UTF_8));
        write();
    }

    /// A message as one line (spec services 15.5).
    static String line(JsonObject context) {
        StringBuilder line = new StringBuilder("flux-shell");
        context.whole("rank").ifPresent(rank -> line.append('[').append(rank).append(']'));
        context.whole("level")
                .flatMap(FileSink::level)
                .filter(level -> !level.word().isEmpty())
                .ifPresent(level -> line.append(": ").append(level.word()));
        context.text("component").ifPresent(component -> line.append(": ").append(component));
        return line.append(": ").append(context.text("message").orElse("")).append('\n').toString();
    }

    private static Optional<ShellLevel> level(long number) {
        for (ShellLevel level : ShellLevel.values()) {
            if (level.number() == number) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    private void write() {
        if (writing || waiting.size() == 0) {
            return;
        }
        writing = true;
        boolean wasFull = isFull();
        ByteArrayOutputStream batch = waiting;
        waiting = new ByteArrayOutputStream();
        Hold hold = shell.hold("output file");
        shell.reactor()
                .blocking(
                        () -> {
                            batch.writeTo(file);
                            return batch.size();
                        })
                .then(
                        _ -> {
                            writing = false;
                            next(wasFull);
                            hold.release();
                        },
                        error -> {
                            writing = false;
                            fail(error);
                            next(wasFull);
                            hold.release();
                        });
    }

    /// Output that is lost is no success, and a log that goes to the same file would not say so.
    private void fail(FluxException error) {
        if (!failed) {
            failed = true;
            shell.fail(
                    new ShellFailure(
                            "error writing output file '"
                                    + path
                                    + "' on "
                                    + shell.hostname()
                                    + ": "
                                    + error.text()));
        }
    }

    private void next(boolean wasFull) {
        if (closing && waiting.size() == 0) {
            closeFile();
            return;
        }
        write();
        if (wasFull && !isFull()) {
            onRoom.run();
        }
    }

    /// Closes it after what was given.
    void close() {
        closing = true;
        if (!writing && waiting.size() == 0) {
            closeFile();
        }
    }

    private void closeFile() {
        shell.reactor()
                .blocking(
                        () -> {
                            file.close();
                            return path;
                        })
                .then(
                        _ -> {},
                        error -> shell.log().error("close " + path + ": " + error.getMessage()));
    }
}
