package fluxj.services.contentsqlite;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.sqlite.SQLiteException;

import java.nio.file.Path;
import java.sql.SQLException;

/// What an error of SQLite is to a caller: Flux's errno for it, the file, and what to do.
final class SqlErrors {
    private static final int PERM = 3;
    private static final int ABORT = 4;
    private static final int BUSY = 5;
    private static final int NOMEM = 7;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int TOOBIG = 18;
    private static final int NOTADB = 26;

    private SqlErrors() {}

    /// SQLite's own error of a disk that is full, for one that is about to be.
    static SQLException full() {
        return new SQLException("disk full", "", FULL);
    }

    /// Flux's error for one of SQLite's about that file. Its text begins with the errno's, which is
    /// what Flux's own store answers.
    static FluxException of(Path file, SQLException error) {
        return switch (error.getErrorCode()) {
            case FULL -> of(Errno.ENOSPC, file, "free some; stores then work again");
            case IOERR ->
                    of(Errno.EIO, file, detail(error) + ": check the disk and the kernel log");
            case NOMEM -> of(Errno.ENOMEM, file, "give the broker more");
            case READONLY ->
                    of(Errno.EPERM, file, "cannot be written: check permissions and the mount");
            case PERM, ABORT -> of(Errno.EPERM, file, detail(error));
            case TOOBIG -> of(Errno.EFBIG, file, "the blob is longer than a row can be");
            case BUSY ->
                    of(Errno.EBUSY, file, "in use by another process: one broker per statedir");
            case CORRUPT, NOTADB -> corrupt(file, detail(error));
            case CANTOPEN ->
                    of(Errno.EINVAL, file, "cannot be opened: check statedir and permissions");
            default -> of(Errno.EINVAL, file, detail(error));
        };
    }

    /// The error of a file whose content makes no sense.
    static FluxException corrupt(Path file, String detail) {
        return of(
                Errno.EINVAL,
                file,
                "damaged (" + detail + "): move it away, then restore a dump (flux restore)");
    }

    private static FluxException of(Errno errno, Path file, String text) {
        return new FluxException(errno, errno.text() + " (" + file + ": " + text + ")");
    }

    private static String detail(SQLException error) {
        return error instanceof SQLiteException lite
                ? lite.getResultCode().name()
                : String.valueOf(error.getMessage());
    }
}
