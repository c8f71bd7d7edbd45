package fluxj.platform.os;

import fluxj.errors.Errno;

import java.lang.foreign.Arena;

/// Whether this process may use a file whose name need not be text.
final class LibcAccess {
    private static final int EXISTS = 0;
    private static final int EXECUTE = 1;

    private static final LibcFunction ACCESS = LibcFunction.named("access");

    private LibcAccess() {}

    /// What chdir would say; number 0 when it would succeed.
    static Errno entering(String directory) {
        return access(directory + "/.", EXECUTE);
    }

    /// Whether it is a program: number 0 when it is, EACCES when it is a file that may not be run.
    static Errno running(String file) {
        if (access(file + "/.", EXISTS).number() == 0) {
            return Errno.EISDIR;
        }
        Errno denied = access(file, EXECUTE);
        return denied.equals(Errno.EACCES) && access(file, EXISTS).number() != 0
                ? Errno.ENOENT
                : denied;
    }

    private static Errno access(String path, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return new Errno(-ACCESS.call(LibcStrings.string(arena, path), mode));
        }
    }
}
