package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where the JVM writes what it knows when it crashes. It takes the name when it starts, and that
/// is a descriptor's (`-XX:ErrorFile=/proc/self/fd/200` in bin/): the file comes later, when the
/// broker knows its folder. Where so few open files are allowed that there is no such descriptor,
/// there is no file either, and the JVM reports where it does by default.
public final class CrashReport {
    private static final int DESCRIPTOR = 200;
    private static final int F_GETFD = 1;
    private static final int O_WRONLY = 1;
    private static final int O_CLOEXEC = 0x80000;

    private final Path file;

    private CrashReport(Path file) {
        this.file = file;
    }

    /// Makes the file, the owner's alone.
    ///
    /// @throws FluxException when it cannot be made
    public static CrashReport to(Path file) {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            // Of a broker that was killed.
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, file + ": " + IoReason.of(e));
        }
        if (LibcFunction.named("fcntl").call(DESCRIPTOR, F_GETFD) >= 0) {
            // Somebody handed it down to us.
            return new CrashReport(file);
        }
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            fd =
                    LibcFunction.named("open")
                            .call(LibcStrings.string(arena, file.toString()), O_WRONLY | O_CLOEXEC);
        }
        LibcProcess.check(fd, "open");
        boolean placed = LibcFunction.named("dup3").call(fd, DESCRIPTOR, O_CLOEXEC) >= 0;
        LibcProcess.close(fd);
        CrashReport report = new CrashReport(file);
        if (!placed) {
            report.discard();
        }
        return report;
    }

    /// Takes the file away when there is nothing in it.
    public void discard() {
        try {
            if (Files.exists(file) && Files.size(file) == 0) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, file + ": " + IoReason.of(e));
        }
    }
}
