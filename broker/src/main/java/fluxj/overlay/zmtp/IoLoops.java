package fluxj.overlay.zmtp;

import fluxj.reactor.netty.NettyReactor;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The loops that children's connections live on, and the way from them to the reactor.
final class IoLoops {
    private final NettyReactor reactor;
    private final int count;
    private @Nullable EventLoopGroup group;

    IoLoops(NettyReactor reactor, int count) {
        this.reactor = reactor;
        this.count = count;
    }

    NettyReactor reactor() {
        return reactor;
    }

    int count() {
        return count;
    }

    /// True when children share the reactor's own loop.
    boolean inline() {
        return count <= 1;
    }

    /// The loop for the next connection.
    EventLoop next() {
        if (inline()) {
            return reactor.eventLoop();
        }
        EventLoopGroup loops = group;
        if (loops == null) {
            AtomicInteger number = new AtomicInteger();
            ThreadFactory threads =
                    task -> {
                        Thread thread = new Thread(task, "zmtp-io-" + number.incrementAndGet());
                        thread.setDaemon(true);
                        return thread;
                    };
            loops =
                    new MultiThreadIoEventLoopGroup(
                            count,
                            threads,
                            reactor.isEpoll()
                                    ? EpollIoHandler.newFactory()
                                    : NioIoHandler.newFactory());
            group = loops;
        }
        return loops.next();
    }

    /// Runs a task on the reactor, in order: at once when this is its thread.
    void deliver(Runnable task) {
        if (reactor.eventLoop().inEventLoop()) {
            reactor.guard(task);
        } else {
            reactor.post(task);
        }
    }

    void close() {
        EventLoopGroup loops = group;
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
