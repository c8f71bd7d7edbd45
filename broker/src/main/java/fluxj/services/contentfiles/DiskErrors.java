package fluxj.services.contentfiles;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What a failed system call was, as an errno. Java keeps its text only.
final class DiskErrors {
    private DiskErrors() {}

    private static final Errno[] KNOWN = {
        Errno.ENOSPC,
        Errno.EDQUOT,
        Errno.EROFS,
        Errno.EIO,
        Errno.EMFILE,
        Errno.ENFILE,
        Errno.ENOTDIR,
        Errno.EISDIR,
        Errno.EFBIG,
        Errno.EPERM
    };

    /// The error with the file it is about.
    static FluxException of(IOException error, Path file) {
        Errno errno = errno(error);
        if (errno.equals(Errno.ENOSPC)) {
            // Those who store want to read this text and no other.
            return new FluxException(errno);
        }
        return new FluxException(errno, file.getFileName() + ": " + errno.text());
    }

    private static Errno errno(IOException error) {
        if (error instanceof NoSuchFileException) {
            return Errno.ENOENT;
        }
        if (error instanceof AccessDeniedException) {
            return Errno.EACCES;
        }
        String reason =
                error instanceof FileSystemException failure
                        ? failure.getReason()
                        : error.getMessage();
        for (Errno errno : KNOWN) {
            if (reason != null && reason.contains(errno.text())) {
                return errno;
            }
        }
        return Errno.EIO;
    }
}
