package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Descriptors, signals and ends of processes.
final class LibcProcess {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int WNOHANG = 1;
    private static final int WUNTRACED = 2;
    private static final int SYS_PIDFD_OPEN = 434;

    private static final LibcFunction SOCKETPAIR = LibcFunction.named("socketpair");
    private static final LibcFunction FCNTL = LibcFunction.named("fcntl");
    private static final LibcFunction CLOSE = LibcFunction.named("close");
    private static final LibcFunction WRITE = LibcFunction.named("write");
    private static final LibcFunction KILL = LibcFunction.named("kill");
    private static final LibcFunction WAITPID = LibcFunction.named("waitpid");
    private static final LibcFunction SYSCALL = LibcFunction.named("syscall");

    private LibcProcess() {}

    /// A connected pair of stream sockets: first ours, which does not block, then the child's.
    static int[] socketpair() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
            check(SOCKETPAIR.call(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.address()));
            int ours = pair.getAtIndex(ValueLayout.JAVA_INT, 0);
            check(FCNTL.call(ours, F_SETFL, O_RDWR | O_NONBLOCK));
            return new int[] {ours, pair.getAtIndex(ValueLayout.JAVA_INT, 1)};
        }
    }

    /// The same open file under a number of at least `lowest`; the old number is closed, also when
    /// there is no such number left.
    static int moveAbove(int fd, int lowest) {
        if (fd >= lowest) {
            return fd;
        }
        int moved = FCNTL.call(fd, F_DUPFD_CLOEXEC, lowest);
        CLOSE.call(fd);
        return check(moved);
    }

    static void close(int fd) {
        CLOSE.call(fd);
    }

    static void write(int fd, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            WRITE.call(fd, buffer.address(), bytes.length);
        }
    }

    /// Sends a signal; a negative `target` is a process group.
    static void kill(int target, int signum) {
        check(KILL.call(target, signum));
    }

    /// A descriptor that can be read when the process has ended; negative when the kernel has none.
    static int pidfd(int pid) {
        return SYSCALL.call(SYS_PIDFD_OPEN, pid, 0);
    }

    /// News of a child: its wait status, or -1 when there is none.
    static int poll(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            int who = WAITPID.call(pid, status.address(), WNOHANG | WUNTRACED);
            return who == pid ? status.get(ValueLayout.JAVA_INT, 0) : -1;
        }
    }

    /// Waits for news of a child: its wait status, or -1 when there is no such child.
    static int await(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            int who;
            do {
                who = WAITPID.call(pid, status.address(), WUNTRACED);
            } while (who == -Errno.EINTR.number());
            return who == pid ? status.get(ValueLayout.JAVA_INT, 0) : -1;
        }
    }

    /// Throws when a result is minus an errno.
    static int check(int result) {
        if (result < 0) {
            throw new FluxException(new Errno(-result));
        }
        return result;
    }

    /// The same, saying which call it was.
    static int check(int result, String call) {
        if (result < 0) {
            Errno errno = new Errno(-result);
            throw new FluxException(errno, call + ": " + errno.text());
        }
        return result;
    }
}
