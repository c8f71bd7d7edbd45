package fluxj.platform.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What the kernel tells of a descriptor that was inherited.
public final class OsDescriptors {
    private static final int POLL_ERROR_OR_HANGUP = 0x8 | 0x10;
    private static final int POLL_SIZE = 8;
    private static final int RETURNED_EVENTS = 6;
    private static final int AT_ONCE = 0;

    private static final LibcFunction POLL = LibcFunction.named("poll");

    private OsDescriptors() {}

    /// True when the other end of a pipe or socket is closed; false too when there is none, such as
    /// for a descriptor that is closed.
    public static boolean isHungUp(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(POLL_SIZE, ValueLayout.JAVA_INT.byteAlignment());
            poll.set(ValueLayout.JAVA_INT, 0, fd);
            int count = POLL.call(poll.address(), 1, AT_ONCE);
            int events = poll.get(ValueLayout.JAVA_SHORT, RETURNED_EVENTS);
            return count > 0 && (events & POLL_ERROR_OR_HANGUP) != 0;
        }
    }
}
