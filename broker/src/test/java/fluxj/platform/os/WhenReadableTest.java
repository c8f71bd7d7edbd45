package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyDescriptors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.Arena;

@Timeout(60)
class WhenReadableTest {
    private final ReactorThread thread = new ReactorThread();
    private final NettyDescriptors descriptors = new NettyDescriptors(thread.reactor());

    @AfterEach
    void closeReactor() {
        thread.close();
    }

    private Promise<Boolean> whenReadable(int fd) {
        Deferred<Boolean> readable = new Deferred<>();
        descriptors.whenReadable(fd, () -> readable.complete(true));
        return readable;
    }

    @Test
    void tellsWhenBytesHaveCome() {
        int[] pair = LibcProcess.socketpair();
        LibcProcess.write(pair[1], new byte[1]);
        assertTrue(thread.await(() -> whenReadable(pair[0])));
        LibcProcess.close(pair[1]);
    }

    /// A regular file is one: epoll takes none.
    @Test
    void aDescriptorThatCannotBeWaitedForIsGivenBackAtOnce() {
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            fd = LibcFunction.named("open").call(arena.allocateFrom("/proc/self/exe").address(), 0);
        }
        assertTrue(thread.await(() -> whenReadable(fd)));
        assertEquals(-Errno.EBADF.number(), LibcFunction.named("close").call(fd));
    }
}
