package fluxj.platform.os;

import fluxj.platform.HostFacts;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// getrusage(2).
final class LibcUsage {
    private static final int LONGS = 18;
    private static final int RUSAGE_SELF = 0;
    private static final int RUSAGE_CHILDREN = -1;
    private static final int RUSAGE_THREAD = 1;

    private static final LibcFunction GETRUSAGE = LibcFunction.named("getrusage");

    private LibcUsage() {}

    static HostFacts.ResourceUsage usage(HostFacts.Who who) {
        int number =
                switch (who) {
                    case SELF -> RUSAGE_SELF;
                    case CHILDREN -> RUSAGE_CHILDREN;
                    case THREAD -> RUSAGE_THREAD;
                };
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(ValueLayout.JAVA_LONG, LONGS);
            LibcProcess.check(GETRUSAGE.call(number, usage.address()), "getrusage");
            return new HostFacts.ResourceUsage(
                    at(usage, 0) + at(usage, 1) / 1e6,
                    at(usage, 2) + at(usage, 3) / 1e6,
                    at(usage, 4),
                    at(usage, 8),
                    at(usage, 9),
                    at(usage, 11),
                    at(usage, 12),
                    at(usage, 16),
                    at(usage, 17));
        }
    }

    private static long at(MemorySegment usage, int index) {
        return usage.getAtIndex(ValueLayout.JAVA_LONG, index);
    }
}
