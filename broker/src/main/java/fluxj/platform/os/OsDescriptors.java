package fluxj.platform.os;

import fluxj.errors.Errno;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What the kernel tells of a descriptor that was inherited.
public final class OsDescriptors {
    private static final int POLL_ERROR_OR_HANGUP = 0x8 | 0x10;
    private static final int POLL_SIZE = 8;
    private static final int RETURNED_EVENTS = 6;
    private static final int FOR_EVER = -1;

    private static final LibcFunction POLL = LibcFunction.named("poll");

    private OsDescriptors() {}

    /// Waits until the other end of a pipe or socket is closed. Blocks this thread, perhaps for
    /// ever.
    ///
    /// @return false when there is nothing to wait for, such as a descriptor that is closed
    public static boolean awaitHangup(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(POLL_SIZE, ValueLayout.JAVA_INT.byteAlignment());
            poll.set(ValueLayout.JAVA_INT, 0, fd);
            int count;
            do {
                count = POLL.call(poll.address(), 1, FOR_EVER);
            } while (count == -Errno.EINTR.number());
            int events = poll.get(ValueLayout.JAVA_SHORT, RETURNED_EVENTS);
            return count > 0 && (events & POLL_ERROR_OR_HANGUP) != 0;
        }
    }
}
