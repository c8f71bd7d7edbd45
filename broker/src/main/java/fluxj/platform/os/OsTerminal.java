package fluxj.platform.os;

import fluxj.platform.Signum;
import fluxj.platform.Terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The terminal on descriptor 0.
final class OsTerminal implements Terminal {
    private static final int STDIN = 0;
    private static final int SIG_BLOCK = 0;
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_SIZE = 128;

    private static final int TCSANOW = 0;
    private static final int TCSAFLUSH = 2;

    /// Where `c_cc` begins: after four words of flags and the line discipline.
    private static final long CONTROL_CHARACTERS = 17;

    private static final int VTIME = 5;
    private static final int VMIN = 6;
    private static final int VLNEXT = 15;

    /// Room for a `struct termios`, which has 60 bytes on Linux.
    private static final int TERMIOS_SIZE = 128;

    private static final LibcFunction GET_SETTINGS = LibcFunction.named("tcgetattr");
    private static final LibcFunction SET_SETTINGS = LibcFunction.named("tcsetattr");
    private static final LibcFunction MAKE_RAW = LibcFunction.named("cfmakeraw");
    private static final LibcFunction GET = LibcFunction.named("tcgetpgrp");
    private static final LibcFunction SET = LibcFunction.named("tcsetpgrp");
    private static final LibcFunction OWN = LibcFunction.named("getpgrp");
    private static final LibcFunction MASK = LibcFunction.named("pthread_sigmask");

    private static final long TIOCGWINSZ = 0x5413;

    /// Room for a `struct winsize`, four unsigned shorts: rows, columns and pixels.
    private static final int WINSIZE_SIZE = 8;

    private static final class Termios implements Settings {
        private final byte[] bytes;

        Termios(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /// How wide a terminal is; 0 when it does not say.
    static int columns(int fd) {
        return sizeField(fd, 2);
    }

    /// How high a terminal is; 0 when it does not say.
    static int rows(int fd) {
        return sizeField(fd, 0);
    }

    private static int sizeField(int fd, int offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE_SIZE, 8);
            int result = LibcFunction.named("ioctl").call(fd, TIOCGWINSZ, size.address());
            return result < 0 ? 0 : Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, offset));
        }
    }

    @Override
    public Settings settings() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = arena.allocate(TERMIOS_SIZE, 8);
            LibcProcess.check(GET_SETTINGS.call(STDIN, termios.address()), "tcgetattr");
            return new Termios(termios.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Override
    public void restore(Settings earlier) {
        if (!(earlier instanceof Termios termios)) {
            throw new IllegalArgumentException("settings of another kind of terminal");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(TERMIOS_SIZE, 8);
            MemorySegment.copy(
                    termios.bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, termios.bytes.length);
            LibcProcess.check(SET_SETTINGS.call(STDIN, TCSAFLUSH, copy.address()), "tcsetattr");
        }
    }

    @Override
    public void makeRaw() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = arena.allocate(TERMIOS_SIZE, 8);
            LibcProcess.check(GET_SETTINGS.call(STDIN, termios.address()), "tcgetattr");
            MAKE_RAW.call(termios.address());
            termios.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + VTIME, (byte) 0);
            termios.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + VMIN, (byte) 1);
            termios.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + VLNEXT, (byte) 0);
            LibcProcess.check(SET_SETTINGS.call(STDIN, TCSANOW, termios.address()), "tcsetattr");
        }
    }

    @Override
    public int foregroundGroup() {
        return LibcProcess.check(GET.call(STDIN), "tcgetpgrp");
    }

    @Override
    public void foreground(int group) {
        // From the background the call is answered with SIGTTOU unless that is blocked.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(SIGSET_SIZE, 8);
            MemorySegment before = arena.allocate(SIGSET_SIZE, 8);
            set.set(ValueLayout.JAVA_LONG, 0, 1L << (Signum.SIGTTOU - 1));
            MASK.call(SIG_BLOCK, set.address(), before.address());
            int result = SET.call(STDIN, group);
            MASK.call(SIG_SETMASK, before.address(), 0);
            LibcProcess.check(result, "tcsetpgrp");
        }
    }

    @Override
    public int ownGroup() {
        return OWN.call();
    }
}
