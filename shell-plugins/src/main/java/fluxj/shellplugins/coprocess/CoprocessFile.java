package fluxj.shellplugins.coprocess;

import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellContext;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// The file of a coprocess, made when it first says something. It is written off the reactor; what
/// comes meanwhile waits, and whoever brings it too while too much does.
final class CoprocessFile {
    private static final int LIMIT = 1 << 20;
    private static final String MODE = "rw-------";

    private final ShellContext shell;
    private final String name;
    private final Path path;
    private final List<Runnable> onRoom = new ArrayList<>(0);
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;
    private boolean writing;
    private boolean failed;

    CoprocessFile(ShellContext shell, String name, Path path) {
        this.shell = shell;
        this.name = name;
        this.path = path;
    }

    boolean isFull() {
        return waiting.size() > LIMIT;
    }

    /// Runs something when there is room, at once if there is.
    void whenRoom(Runnable next) {
        if (isFull()) {
            onRoom.add(next);
        } else {
            next.run();
        }
    }

    void write(byte[] bytes) {
        if (!failed) {
            waiting.writeBytes(bytes);
            writeOut();
        }
    }

    private void writeOut() {
        if (writing || waiting.size() == 0) {
            return;
        }
        writing = true;
        ByteBuffer batch = ByteBuffer.wrap(waiting.toByteArray());
        waiting = new ByteArrayOutputStream();
        Hold hold = shell.hold("coprocess output");
        shell.reactor()
                .blocking(() -> append(batch))
                .then(
                        open -> {
                            channel = open;
                            written(hold);
                        },
                        error -> {
                            failed = true;
                            waiting = new ByteArrayOutputStream();
                            shell.log().error(name + ": " + path + ": " + error.getMessage());
                            written(hold);
                        });
    }

    private FileChannel append(ByteBuffer batch) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open =
                    FileChannel.open(
                            path,
                            EnumSet.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.TRUNCATE_EXISTING),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString(MODE)));
        }
        while (batch.hasRemaining()) {
            open.write(batch);
        }
        return open;
    }

    private void written(Hold hold) {
        writing = false;
        writeOut();
        if (!isFull()) {
            List<Runnable> ready = List.copyOf(onRoom);
            onRoom.clear();
            ready.forEach(Runnable::run);
        }
        hold.release();
    }

    /// Gives its descriptor back; nothing is being written any more.
    void close() {
        FileChannel open = channel;
        channel = null;
        failed = true;
        if (open != null) {
            shell.reactor()
                    .blocking(
                            () -> {
                                open.close();
                                return path;
                            })
                    .then(_ -> {}, error -> shell.log().error(name + ": " + error.getMessage()));
        }
    }
}
