package fluxj.platform.os;

import fluxj.platform.ByteStream;
import fluxj.platform.Descriptors;
import fluxj.platform.Signum;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// SIGQUIT, which HotSpot keeps for itself: it prints all threads, and no option gives it away but
/// one (`-Xrs`) that takes the other signals too. A signal's handler has to be machine code that
/// may run between any two instructions, so it cannot be Java: it is the eight instructions that
/// write the signal's number into a socket, which the reactor reads.
///
/// `jcmd` and its like begin with a SIGQUIT too, after they have made a file. Such a one is handed
/// on to HotSpot.
final class QuitSignal implements AutoCloseable {
    private static final int SIGACTION_SIZE = 152;
    private static final int FLAGS_OFFSET = 136;
    private static final int SA_SIGINFO = 4;
    private static final int SA_RESTART = 0x10000000;
    private static final int PAGE = 65536;
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int F_SETFL = 4;
    private static final int O_RDWR_NONBLOCK = 0x802;

    /// A tool that is not answered at once sends its signal again, and takes its file away before
    /// the last one has come.
    private static final long REPEATS_NANOS = 2_000_000_000L;

    private static final int NUMBER_SIZE = Long.BYTES;
    private static final LibcFunction SIGACTION = LibcFunction.named("sigaction");

    private final ByteStream stream;
    private final int written;
    private final long code;
    private final byte[] before = new byte[SIGACTION_SIZE];

    private QuitSignal(Descriptors descriptors, Runnable handler) {
        int[] pair = LibcProcess.socketpair();
        written = pair[1];
        LibcFunction.named("fcntl").call(written, F_SETFL, O_RDWR_NONBLOCK);
        stream = descriptors.stream(pair[0]);
        stream.listen(new Listener(handler));
        code = load(machineCode(System.getProperty("os.arch", ""), written));
        install();
    }

    /// True when there is code for this machine.
    static boolean isSupported() {
        return machineCode(System.getProperty("os.arch", ""), 0).length > 0;
    }

    /// From now on SIGQUIT runs the handler. Called on the reactor, by one broker of a process.
    static QuitSignal handle(Descriptors descriptors, Runnable handler) {
        return new QuitSignal(descriptors, handler);
    }

    /// See [OsSignals#endOnQuit].
    static void letEnd() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usual = arena.allocate(SIGACTION_SIZE, 8);
            LibcProcess.check(SIGACTION.call(Signum.SIGQUIT, usual.address(), 0), "sigaction");
        }
    }

    /// `write(fd, &number, 8)`, with the number where the system calls keep the first argument;
    /// empty for an unknown machine.
    static byte[] machineCode(String machine, int fd) {
        ByteBuffer code = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        switch (machine) {
            case "amd64" -> {
                code.put((byte) 0x57); // push rdi
                code.put(new byte[] {0x48, (byte) 0x89, (byte) 0xe6}); // mov rsi, rsp
                code.put((byte) 0xba).putInt(NUMBER_SIZE); // mov edx, 8
                code.put((byte) 0xbf).putInt(fd); // mov edi, fd
                code.put((byte) 0xb8).putInt(1); // mov eax, write
                code.put(new byte[] {0x0f, 0x05}); // syscall
                code.put((byte) 0x5f); // pop rdi
                code.put((byte) 0xc3); // ret
            }
            case "aarch64" -> {
                code.putInt(0xa9bf7be0); // stp x0, x30, [sp, #-16]!
                code.putInt(0x910003e1); // mov x1, sp
                code.putInt(0xd2800102); // mov x2, #8
                code.putInt(0x52800000 | (fd << 5)); // mov w0, #fd
                code.putInt(0xd2800808); // mov x8, #write
                code.putInt(0xd4000001); // svc #0
                code.putInt(0xa8c17be0); // ldp x0, x30, [sp], #16
                code.putInt(0xd65f03c0); // ret
            }
            default -> {}
        }
        byte[] bytes = new byte[code.position()];
        code.flip().get(bytes);
        return bytes;
    }

    private static long load(byte[] code) {
        long page =
                LibcFunction.named("mmap")
                        .callForLong(0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        MemorySegment memory = MemorySegment.ofAddress(page).reinterpret(PAGE);
        MemorySegment.copy(code, 0, memory, ValueLayout.JAVA_BYTE, 0, code.length);
        LibcProcess.check(
                LibcFunction.named("mprotect").call(page, PAGE, PROT_READ_EXECUTE), "mprotect");
        return page;
    }

    private void install() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION_SIZE, 8);
            MemorySegment old = arena.allocate(SIGACTION_SIZE, 8);
            action.set(ValueLayout.JAVA_LONG, 0, code);
            action.set(ValueLayout.JAVA_INT, FLAGS_OFFSET, SA_SIGINFO | SA_RESTART);
            LibcProcess.check(
                    SIGACTION.call(Signum.SIGQUIT, action.address(), old.address()), "sigaction");
            MemorySegment.copy(old, ValueLayout.JAVA_BYTE, 0, before, 0, SIGACTION_SIZE);
        }
    }

    private final class Listener implements ByteStream.Listener {
        private final Runnable handler;
        private boolean handedOn;
        private long handedOnNanos;

        Listener(Runnable handler) {
            this.handler = handler;
        }

        @Override
        public void onBytes(byte[] chunk) {
            // Those that came together are one, as they are to the kernel.
            boolean repeated = handedOn && System.nanoTime() - handedOnNanos < REPEATS_NANOS;
            if (isAttachAsked()) {
                handedOn = true;
                handedOnNanos = System.nanoTime();
                handOn();
            } else if (!repeated) {
                handler.run();
            }
        }

        @Override
        public void onEnd() {}
    }

    /// True when a tool of the JDK has made the file that says what its SIGQUIT means.
    private static boolean isAttachAsked() {
        String name = ".attach_pid" + ProcessHandle.current().pid();
        return isOurs(Path.of("/proc/self/cwd", name)) || isOurs(Path.of("/tmp", name));
    }

    private static boolean isOurs(Path file) {
        try {
            Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            // Not there.
            return false;
        }
    }

    private void handOn() {
        long handler = ByteBuffer.wrap(before).order(ByteOrder.nativeOrder()).getLong();
        // 0 and 1 are no functions: the default, and to ignore it.
        if (handler > 1) {
            LibcFunction.at("HotSpot's handler", handler).call(Signum.SIGQUIT, 0, 0);
        }
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment old = arena.allocate(SIGACTION_SIZE, 8);
            MemorySegment.copy(before, 0, old, ValueLayout.JAVA_BYTE, 0, SIGACTION_SIZE);
            SIGACTION.call(Signum.SIGQUIT, old.address(), 0);
        }
        stream.close();
        LibcProcess.close(written);
        // The code stays: a signal may be in it.
    }
}
