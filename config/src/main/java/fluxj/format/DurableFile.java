package fluxj.format;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/// A file that is on the disk, with its name, once it was closed without an error.
public final class DurableFile extends FilterOutputStream {
    private static final Set<OpenOption> OPTIONS =
            Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);

    private final Path path;
    private final FileChannel channel;

    private DurableFile(Path path, FileChannel channel) {
        super(Channels.newOutputStream(channel));
        this.path = path;
        this.channel = channel;
    }

    /// Makes the file, or empties the one that is there.
    ///
    /// @param attributes what a file that is made begins with, such as its permissions
    public static OutputStream create(Path path, FileAttribute<?>... attributes)
            throws IOException {
        return new DurableFile(path, FileChannel.open(path, OPTIONS, attributes));
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        // A pipe or a device under that name has no disk.
        boolean hasDisk = Files.isRegularFile(path);
        try (channel) {
            if (hasDisk) {
                channel.force(true);
            }
        }
        Path directory = path.toAbsolutePath().getParent();
        if (hasDisk && directory != null) {
            syncDirectory(directory);
        }
    }

    /// Waits until the names in a directory are on the disk, unless it may not be read.
    public static void syncDirectory(Path directory) throws IOException {
        if (!Files.isReadable(directory)) {
            return;
        }
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
