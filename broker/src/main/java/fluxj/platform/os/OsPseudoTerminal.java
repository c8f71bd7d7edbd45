package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Descriptors;
import fluxj.platform.PseudoTerminal;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// A pseudoterminal of the kernel. It is no socket, so it is read by hand whenever the event loop
/// says that it can be.
final class OsPseudoTerminal implements PseudoTerminal {
    private static final int USUAL_ROWS = 25;
    private static final int USUAL_COLUMNS = 80;

    /// The kernel hands out less than 4096 bytes at a time.
    private static final int PIECE = 4096;

    private static final int PIECES_A_TURN = 16;

    /// A terminal takes what is typed at the pace of who reads it, and says nothing when it can
    /// take more.
    private static final Duration RETRY = Duration.ofMillis(10);

    private final Reactor reactor;
    private final Descriptors descriptors;
    private final int fd;
    private final String device;
    private final Queue<byte[]> queue = new ArrayDeque<>(0);
    private int written;
    private int pending;
    private @Nullable Listener listener;
    private Descriptors.@Nullable Watch watch;
    private @Nullable Timer retry;
    private boolean ended;
    private boolean closed;

    private OsPseudoTerminal(Reactor reactor, Descriptors descriptors, int fd, String device) {
        this.reactor = reactor;
        this.descriptors = descriptors;
        this.fd = fd;
        this.device = device;
    }

    static OsPseudoTerminal open(Reactor reactor, Descriptors descriptors) {
        int fd = LibcTerminal.open();
        OsPseudoTerminal terminal =
                new OsPseudoTerminal(reactor, descriptors, fd, LibcTerminal.device(fd));
        LibcTerminal.resize(fd, USUAL_ROWS, USUAL_COLUMNS);
        return terminal;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public void resize(int rows, int columns) {
        if (!closed) {
            LibcProcess.check(LibcTerminal.resize(fd, rows, columns), "ioctl: TIOCSWINSZ");
        }
    }

    @Override
    public void signal(int signum) {
        if (!closed) {
            // Without a foreground there is nobody to hear it.
            LibcTerminal.signal(fd, signum);
        }
    }

    @Override
    public void listen(Listener target) {
        if (listener != null) {
            throw new IllegalStateException("a stream has one listener");
        }
        listener = target;
        reading(true);
    }

    @Override
    public void reading(boolean on) {
        if (on && watch == null && listener != null && !ended && !closed) {
            watch = descriptors.watch(fd, this::read);
        } else if (!on && watch != null) {
            watch.close();
            watch = null;
        }
    }

    private void read() {
        for (int pieces = 0; pieces < PIECES_A_TURN && watch != null; pieces++) {
            Optional<byte[]> bytes = LibcTerminal.read(fd, PIECE);
            if (bytes.isEmpty()) {
                finish();
                return;
            }
            if (bytes.get().length == 0) {
                return;
            }
            if (listener != null) {
                listener.onBytes(bytes.get());
            }
        }
    }

    private void finish() {
        reading(false);
        if (!ended) {
            ended = true;
            if (listener != null) {
                listener.onEnd();
            }
        }
    }

    @Override
    public void write(byte[] chunk) {
        if (closed || chunk.length == 0) {
            return;
        }
        queue.add(chunk);
        pending += chunk.length;
        if (queue.size() == 1) {
            drain();
        }
    }

    private void drain() {
        retry = null;
        while (!queue.isEmpty() && !closed) {
            byte[] head = queue.element();
            int count = LibcTerminal.write(fd, head, written);
            if (count < 0) {
                drop();
                return;
            }
            if (count == 0) {
                retry = reactor.after(RETRY, this::drain);
                return;
            }
            written += count;
            pending -= count;
            if (written == head.length) {
                queue.remove();
                written = 0;
            }
            if (listener != null) {
                listener.onTaken(count);
            }
        }
    }

    private void drop() {
        queue.clear();
        pending = 0;
        written = 0;
    }

    @Override
    public int pending() {
        return pending;
    }

    /// A terminal has no end but what is typed: Ctrl-D.
    @Override
    public void end() {
        write(new byte[] {4});
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        drop();
        if (retry != null) {
            retry.cancel();
        }
        finish();
        LibcProcess.close(fd);
    }

    /// The near end of a pseudoterminal as a descriptor (pty(7)).
    private static final class LibcTerminal {
        private static final int O_RDWR = 2;
        private static final int O_NOCTTY = 0x100;
        private static final int O_NONBLOCK = 0x800;
        private static final int O_CLOEXEC = 0x80000;
        private static final int LONGEST_NAME = 64;

        private static final long TIOCSWINSZ = 0x5414;
        private static final long TIOCSIG = 0x40045436;

        /// Room for a `struct winsize`, four unsigned shorts: rows, columns and pixels.
        private static final int WINSIZE_SIZE = 8;

        private static final LibcFunction OPEN = LibcFunction.named("posix_openpt");
        private static final LibcFunction GRANT = LibcFunction.named("grantpt");
        private static final LibcFunction UNLOCK = LibcFunction.named("unlockpt");
        private static final LibcFunction NAME = LibcFunction.named("ptsname_r");
        private static final LibcFunction IOCTL = LibcFunction.named("ioctl");
        private static final LibcFunction READ = LibcFunction.named("read");
        private static final LibcFunction WRITE = LibcFunction.named("write");

        private LibcTerminal() {}

        /// A new one, which does not block.
        static int open() {
            int fd =
                    LibcProcess.check(
                            OPEN.call(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK), "posix_openpt");
            try {
                LibcProcess.check(GRANT.call(fd), "grantpt");
                LibcProcess.check(UNLOCK.call(fd), "unlockpt");
            } catch (FluxException e) {
                LibcProcess.close(fd);
                throw e;
            }
            return fd;
        }

        /// The device of its far end.
        static String device(int fd) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment name = arena.allocate(LONGEST_NAME);
                int error = NAME.call(fd, name.address(), LONGEST_NAME);
                if (error != 0) {
                    throw new FluxException(new Errno(Math.abs(error)));
                }
                return name.getString(0);
            }
        }

        /// Gives the far end a size; 0 or minus an errno.
        static int resize(int fd, int rows, int columns) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment size = arena.allocate(WINSIZE_SIZE, 8);
                size.setAtIndex(ValueLayout.JAVA_SHORT, 0, (short) rows);
                size.setAtIndex(ValueLayout.JAVA_SHORT, 1, (short) columns);
                return IOCTL.call(fd, TIOCSWINSZ, size.address());
            }
        }

        /// Sends a signal to the foreground of the far end; 0 or minus an errno.
        static int signal(int fd, int signum) {
            return IOCTL.call(fd, TIOCSIG, signum);
        }

        /// What can be read now, at most `limit` bytes.
        ///
        /// @return empty bytes when nothing can be read yet; nothing at the end
        static Optional<byte[]> read(int fd, int limit) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(limit);
                int count = READ.call(fd, buffer.address(), limit);
                if (count > 0) {
                    return Optional.of(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
                }
                // A terminal whose far end is closed by all answers EIO.
                return isForLater(count) ? Optional.of(new byte[0]) : Optional.empty();
            }
        }

        /// Writes what goes in now.
        ///
        /// @return how many bytes; 0 when it is full, -1 when it is gone
        static int write(int fd, byte[] bytes, int from) {
            try (Arena arena = Arena.ofConfined()) {
                int length = bytes.length - from;
                MemorySegment buffer = arena.allocate(length);
                MemorySegment.copy(bytes, from, buffer, ValueLayout.JAVA_BYTE, 0, length);
                int count = WRITE.call(fd, buffer.address(), length);
                if (count >= 0) {
                    return count;
                }
                return isForLater(count) ? 0 : -1;
            }
        }

        private static boolean isForLater(int result) {
            return result == -Errno.EAGAIN.number() || result == -Errno.EINTR.number();
        }
    }
}
