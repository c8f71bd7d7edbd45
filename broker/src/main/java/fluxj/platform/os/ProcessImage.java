package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// What this process runs.
public final class ProcessImage {
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_SIZE = 128;

    private ProcessImage() {}

    /// Becomes another program: same process id, same descriptors but those marked close-on-exec,
    /// same environment. It returns only by throwing.
    ///
    /// @param program a path
    /// @throws FluxException with the errno of execv
    public static void replace(String program, List<String> argv) {
        LibcFunction mask = LibcFunction.named("pthread_sigmask");
        LibcFunction exec = LibcFunction.named("execv");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, argv.size() + 1L);
            for (int i = 0; i < argv.size(); i++) {
                array.setAtIndex(
                        ValueLayout.JAVA_LONG, i, arena.allocateFrom(argv.get(i)).address());
            }
            // The JVM blocks SIGQUIT in its threads, and a mask outlives exec.
            mask.call(SIG_SETMASK, arena.allocate(SIGSET_SIZE, 8).address(), 0);
            int error = exec.call(arena.allocateFrom(program).address(), array.address());
            throw new FluxException(new Errno(-error));
        }
    }
}
