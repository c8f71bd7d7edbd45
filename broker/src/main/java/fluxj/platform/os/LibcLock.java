package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/// A lock on a directory, which the kernel gives back however its process ends, and which leaves no
/// file behind (flock(2)).
final class LibcLock {
    private static final int O_DIRECTORY_CLOEXEC = 0x80000;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;

    private LibcLock() {}

    /// Takes it; running the result gives it back.
    ///
    /// @throws FluxException EBUSY when somebody has it
    static Runnable take(Path directory) {
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            long path = arena.allocateFrom(directory.toString()).address();
            fd = LibcFunction.named("open").call(path, O_DIRECTORY_CLOEXEC);
        }
        if (fd < 0) {
            throw new FluxException(new Errno(-fd));
        }
        int result = LibcFunction.named("flock").call(fd, LOCK_EX | LOCK_NB);
        if (result == -Errno.EAGAIN.number()) {
            LibcProcess.close(fd);
            throw new FluxException(Errno.EBUSY);
        }
        // A file system that has no locks keeps nobody from starting.
        return () -> LibcProcess.close(fd);
    }
}
