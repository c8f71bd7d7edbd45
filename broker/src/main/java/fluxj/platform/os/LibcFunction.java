package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// One function of the C library.
///
/// All are linked with one signature of six longs: both Linux ABIs that matter (x86-64, aarch64)
/// pass the first six integers and pointers in registers and let a callee ignore the rest, and one
/// signature means that the JDK builds its call stub once and not once a function.
///
/// Looking functions up takes a descriptor the first time, and a process that has none left then
/// finds no function for the rest of its life: whoever may need one in that state calls [#prepare]
/// before. Linking takes none and is left to the first call, so that no class that names functions
/// can fail to initialise.
final class LibcFunction {
    private static final int ARGUMENTS = 6;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final FunctionDescriptor SIGNATURE =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG);

    private final String name;
    private @Nullable MethodHandle handle;

    private LibcFunction(String name) {
        this.name = name;
    }

    /// The function of that name.
    static LibcFunction named(String name) {
        return new LibcFunction(name);
    }

    /// The function at an address.
    static LibcFunction at(String name, long where) {
        LibcFunction function = new LibcFunction(name);
        function.handle = link(MemorySegment.ofAddress(where));
        return function;
    }

    /// Makes functions findable from now on.
    ///
    /// @throws FluxException ENOSYS when they are not
    static void prepare() {
        find("close");
    }

    private static MemorySegment find(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.ENOSYS, "the C library has no function " + name));
    }

    /// Two threads that link it at once do no harm.
    private MethodHandle handle() {
        MethodHandle known = handle;
        if (known == null) {
            known = link(find(name));
            handle = known;
        }
        return known;
    }

    private static MethodHandle link(MemorySegment address) {
        return LINKER.downcallHandle(address, SIGNATURE, Linker.Option.captureCallState("errno"));
    }

    /// True when this C library has it.
    static boolean exists(String name) {
        return LINKER.defaultLookup().find(name).isPresent();
    }

    /// Calls it; the result is its int result, or minus errno when that is -1.
    int call(long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) invoke(state, arguments);
            return result == -1 ? -state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : result;
        }
    }

    /// Calls one that returns a long, such as an offset; minus errno when that is -1.
    long callForLong(long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = invoke(state, arguments);
            return result == -1 ? -state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : result;
        }
    }

    private long invoke(MemorySegment state, long[] arguments) {
        long[] all = new long[ARGUMENTS];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        MethodHandle linked = handle();
        try {
            return (long) linked.invokeExact(state, all[0], all[1], all[2], all[3], all[4], all[5]);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            // invokeExact is declared to throw anything; a C function throws nothing.
            throw new IllegalStateException(name, e);
        }
    }
}
