package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Sends single datagrams to UNIX sockets: what systemd and the system's log listen to. Never
/// waits.
public final class OsDatagrams {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
    private static final int MAX_PATH = 107;
    private static final int PATH_OFFSET = 2;

    private static final LibcFunction SOCKET = LibcFunction.named("socket");
    private static final LibcFunction SENDTO = LibcFunction.named("sendto");

    private OsDatagrams() {}

    /// Sends one.
    ///
    /// @param path where to; with `@` in front a name in the abstract namespace
    /// @throws FluxException with the errno, such as ENOENT or ECONNREFUSED when nobody is there
    public static void send(String path, String text) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_PATH) {
            throw new FluxException(Errno.EINVAL, "not a socket's name: " + path);
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        int fd = LibcProcess.check(SOCKET.call(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0), "socket");
        try (Arena arena = Arena.ofConfined()) {
            boolean isAbstract = name[0] == 0;
            MemorySegment address = arena.allocate(PATH_OFFSET + MAX_PATH + 1L, 8);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, name.length);
            int addressLength = PATH_OFFSET + name.length + (isAbstract ? 0 : 1);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            LibcProcess.check(
                    SENDTO.call(
                            fd,
                            buffer.address(),
                            bytes.length,
                            MSG_DONTWAIT_NOSIGNAL,
                            address.address(),
                            addressLength),
                    path);
        } finally {
            LibcProcess.close(fd);
        }
    }
}
