package fluxj.reactor.netty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.ByteStream;
import fluxj.platform.Descriptors;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Descriptors on the epoll set of a reactor's event loop.
public final class NettyDescriptors implements Descriptors {
    private final NettyReactor reactor;

    /// Descriptors for that reactor.
    public NettyDescriptors(NettyReactor reactor) {
        this.reactor = reactor;
    }

    @Override
    public ByteStream stream(int fd) {
        checkEpoll();
        return new NettyByteStream(new EpollDomainSocketChannel(fd), reactor);
    }

    @Override
    public void whenReadable(int fd, Runnable handler) {
        checkEpoll();
        Waiting handle = new Waiting(fd, () -> reactor.post(handler));
        Future<IoRegistration> registered = ((IoEventLoop) reactor.eventLoop()).register(handle);
        registered.addListener(_ -> arm(registered, handle));
    }

    @Override
    public Watch watch(int fd, Runnable handler) {
        checkEpoll();
        Watching handle = new Watching(fd, () -> reactor.guard(handler));
        Future<IoRegistration> registered = ((IoEventLoop) reactor.eventLoop()).register(handle);
        registered.addListener(_ -> reactor.guard(() -> handle.begin(registered)));
        return handle;
    }

    private static void arm(Future<IoRegistration> registered, Waiting handle) {
        if (!registered.isSuccess()) {
            handle.giveBack();
            return;
        }
        try {
            registered.getNow().submit(EpollIoOps.EPOLLIN);
        } catch (UncheckedIOException _) {
            // The kernel has no means to wait for it: Linux for a file, or out of memory.
            registered.getNow().cancel();
            handle.giveBack();
        }
    }

    private void checkEpoll() {
        reactor.checkConfined();
        if (!reactor.isEpoll()) {
            throw new FluxException(Errno.ENOSYS, "processes need an epoll event loop");
        }
    }

    private static final class Waiting implements EpollIoHandle {
        private final FileDescriptor fd;
        private final Runnable handler;
        private boolean done;

        Waiting(int fd, Runnable handler) {
            this.fd = new FileDescriptor(fd);
            this.handler = handler;
        }

        @Override
        public FileDescriptor fd() {
            return fd;
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {
            if (done) {
                return;
            }
            source.cancel();
            giveBack();
        }

        void giveBack() {
            done = true;
            close();
            handler.run();
        }

        @Override
        public void close() {
            try {
                fd.close();
            } catch (IOException e) {
                throw new FluxException(Errno.EIO, IoReason.of(e));
            }
        }
    }

    /// A descriptor of somebody else's.
    private static final class Watching implements EpollIoHandle, Watch {
        private final FileDescriptor fd;
        private final Runnable handler;
        private @Nullable IoRegistration registration;
        private boolean closed;

        Watching(int fd, Runnable handler) {
            this.fd = new FileDescriptor(fd);
            this.handler = handler;
        }

        void begin(Future<IoRegistration> registered) {
            if (!registered.isSuccess()) {
                throw new FluxException(Errno.ENOSPC, String.valueOf(registered.cause()));
            }
            IoRegistration known = registered.getNow();
            if (closed) {
                known.cancel();
            } else {
                registration = known;
                known.submit(EpollIoOps.EPOLLIN);
            }
        }

        @Override
        public FileDescriptor fd() {
            return fd;
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {
            if (!closed) {
                handler.run();
            }
        }

        @Override
        public void close() {
            closed = true;
            IoRegistration known = registration;
            if (known != null) {
                registration = null;
                known.cancel();
            }
        }
    }
}
