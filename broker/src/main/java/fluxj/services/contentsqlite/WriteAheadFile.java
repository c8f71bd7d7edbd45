package fluxj.services.contentsqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tells from the files alone how a database was left.
final class WriteAheadFile {
    private static final int HEADER = 100;
    private static final int WRITE_VERSION = 18;
    private static final int READ_VERSION = 19;
    private static final int WAL = 2;

    private WriteAheadFile() {}

    /// True when the last process wrote in WAL mode and has closed the database: SQLite removes the
    /// log only after all of it is in the file and the file is on the disk. Also true when there is
    /// no file.
    static boolean isCleanlyClosed(Path file) throws IOException {
        if (!Files.exists(file)) {
            return true;
        }
        if (Files.exists(Path.of(file + "-wal")) || Files.exists(Path.of(file + "-journal"))) {
            return false;
        }
        byte[] header;
        try (InputStream in = Files.newInputStream(file)) {
            header = in.readNBytes(HEADER);
        }
        return header.length == HEADER
                && header[WRITE_VERSION] == WAL
                && header[READ_VERSION] == WAL;
    }
}
