package fluxj.overlay.jeromq;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The thread that all JeroMQ sockets of a broker live on. Others hand it tasks; it polls.
final class JeromqLoop {
    private static final int RETRY_MILLIS = 10;

    /// A socket that takes part in polling; all its methods are called on the loop.
    interface Polled {
        /// The socket.
        ZMQ.Socket socket();

        /// False while its messages cannot be taken.
        boolean wantsInput();

        /// Takes what there is, without waiting.
        void onReadable();

        /// Sends what could not be sent before; true when some is left.
        boolean retrySending();
    }

    private final int ioThreads;
    private final ZMQ.Context context;
    private final Pipe wakeUp;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Polled> sockets = new ArrayList<>();
    private volatile boolean stopped;

    JeromqLoop(int ioThreads) {
        this.ioThreads = ioThreads;
        context = ZMQ.context(ioThreads);
        try {
            wakeUp = Pipe.open();
            wakeUp.source().configureBlocking(false);
            wakeUp.sink().configureBlocking(false);
        } catch (IOException e) {
            throw new FluxException(
                    Errno.EMFILE, "no pipe for the JeroMQ thread: " + IoReason.of(e));
        }
        thread = new Thread(this::run, "jeromq-io");
        thread.setDaemon(true);
        thread.start();
    }

    int ioThreads() {
        return ioThreads;
    }

    /// A new socket, on the loop.
    ZMQ.Socket socket(SocketType type) {
        return context.socket(type);
    }

    void add(Polled polled) {
        sockets.add(polled);
    }

    void remove(Polled polled) {
        sockets.remove(polled);
        polled.socket().close();
    }

    /// Runs a task on the loop, soon and in order. From any thread.
    void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    /// Makes the loop look again at what it polls. From any thread.
    void wake() {
        try {
            wakeUp.sink().write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            if (!stopped) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Runs something short on the loop and waits for its result.
    <T> T call(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        execute(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FluxException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FluxException(Errno.EINTR);
        }
    }

    private void run() {
        while (!stopped) {
            Runnable task = tasks.poll();
            while (task != null) {
                task.run();
                task = tasks.poll();
            }
            boolean waiting = false;
            for (Polled polled : sockets) {
                waiting |= polled.retrySending();
            }
            poll(waiting ? RETRY_MILLIS : -1);
        }
        for (Polled polled : List.copyOf(sockets)) {
            remove(polled);
        }
        context.close();
    }

    private void poll(long timeoutMillis) {
        List<Polled> polled = new ArrayList<>(sockets.size());
        try (ZMQ.Poller poller = context.poller(sockets.size() + 1)) {
            poller.register(wakeUp.source(), ZMQ.Poller.POLLIN);
            for (Polled socket : sockets) {
                if (socket.wantsInput()) {
                    poller.register(socket.socket(), ZMQ.Poller.POLLIN);
                    polled.add(socket);
                }
            }
            poller.poll(timeoutMillis);
            if (poller.pollin(0)) {
                drainWakeUps();
            }
            for (int i = 0; i < polled.size(); i++) {
                if (poller.pollin(i + 1)) {
                    polled.get(i).onReadable();
                }
            }
        }
    }

    private void drainWakeUps() {
        try {
            int read = 1;
            while (read > 0) {
                read = wakeUp.source().read(ByteBuffer.allocate(256));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the loop after its tasks; sockets still there are closed.
    void close() {
        execute(() -> stopped = true);
    }
}
