package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;

/// What this process runs.
public final class ProcessImage {
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_SIZE = 128;

    private ProcessImage() {}

    /// Becomes another program: same process id, same descriptors but those marked close-on-exec.
    /// It returns only by throwing.
    ///
    /// @param program a path
    /// @throws FluxException with the errno of execve
    public static void replace(String program, List<String> argv, Map<String, String> env) {
        LibcFunction mask = LibcFunction.named("pthread_sigmask");
        LibcFunction exec = LibcFunction.named("execve");
        try (Arena arena = Arena.ofConfined()) {
            // The JVM blocks SIGQUIT in its threads, and a mask outlives exec.
            mask.call(SIG_SETMASK, arena.allocate(SIGSET_SIZE, 8).address(), 0);
            int error =
                    exec.call(
                            LibcStrings.string(arena, program),
                            LibcStrings.array(arena, argv),
                            LibcStrings.environment(arena, env));
            throw new FluxException(new Errno(-error));
        }
    }
}
