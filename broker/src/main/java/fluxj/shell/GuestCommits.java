package fluxj.shell;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Transaction;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Everything that a shell appends to its job's namespace, one commit at a time, so that order is
/// kept and what comes meanwhile goes into the next. What waits is bounded: who appends looks at
/// [#isBehind] and has the tasks wait.
final class GuestCommits {
    /// A commit of this size does not wait for more.
    private static final int FULL = 1 << 20;

    /// With so much on its way nothing more should come.
    private static final int LIMIT = 4 << 20;

    private final RpcClient rpc;
    private final Reactor reactor;
    private final String namespace;
    private final Consumer<FluxException> onError;
    private final List<Runnable> caughtUp = new ArrayList<>();
    private Map<String, ByteArrayOutputStream> waiting = new LinkedHashMap<>();
    private List<Deferred<Empty>> flushes = new ArrayList<>();
    private Consumer<Boolean> onBusy = _ -> {};
    private @Nullable Timer timer;
    private long dueNanos;
    private int waitingBytes;
    private int sentBytes;
    private boolean sending;
    private boolean overdue;

    /// What is told of one commit may be appended to the next before this one is over.
    private boolean toldBusy;

    /// @param onError told of a commit that failed; what was in it is lost
    GuestCommits(
            RpcClient rpc, Reactor reactor, String namespace, Consumer<FluxException> onError) {
        this.rpc = rpc;
        this.reactor = reactor;
        this.namespace = namespace;
        this.onError = onError;
    }

    /// Runs `handler` with true when something begins to wait and with false when all is committed.
    void onBusy(Consumer<Boolean> handler) {
        onBusy = handler;
    }

    void onCaughtUp(Runnable task) {
        caughtUp.add(task);
    }

    boolean isBehind() {
        return waitingBytes + sentBytes > LIMIT;
    }

    private boolean isBusy() {
        return sending || !waiting.isEmpty();
    }

    /// Appends to a key; committed within `delay`, or when the commit before it is.
    void append(String key, byte[] bytes, Duration delay) {
        waiting.computeIfAbsent(key, _ -> new ByteArrayOutputStream()).writeBytes(bytes);
        waitingBytes += bytes.length;
        if (!toldBusy) {
            toldBusy = true;
            onBusy.accept(true);
        }
        schedule(delay);
        if (waitingBytes >= FULL) {
            send();
        }
    }

    private void schedule(Duration delay) {
        long due = reactor.nanoTime() + delay.toNanos();
        if (timer != null && dueNanos - due <= 0) {
            return;
        }
        cancelTimer();
        dueNanos = due;
        timer =
                reactor.after(
                        delay,
                        () -> {
                            timer = null;
                            send();
                        });
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /// Commits what waits now; done when it is committed, or lost.
    Promise<Empty> flush() {
        if (!isBusy()) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        flushes.add(done);
        send();
        return done;
    }

    private void send() {
        if (sending) {
            overdue = true;
            return;
        }
        cancelTimer();
        overdue = false;
        Map<String, ByteArrayOutputStream> batch = waiting;
        List<Deferred<Empty>> asked = flushes;
        waiting = new LinkedHashMap<>();
        flushes = new ArrayList<>();
        if (batch.isEmpty()) {
            asked.forEach(done -> done.complete(Empty.EMPTY));
            return;
        }
        sending = true;
        sentBytes = waitingBytes;
        waitingBytes = 0;
        Transaction transaction = new Transaction();
        batch.forEach((key, bytes) -> transaction.append(key, bytes.toByteArray()));
        rpc.call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Commit(namespace, 0, transaction.ops()))
                .then(
                        _ -> sent(asked),
                        error -> {
                            onError.accept(error);
                            sent(asked);
                        });
    }

    private void sent(List<Deferred<Empty>> asked) {
        boolean wasBehind = isBehind();
        sending = false;
        sentBytes = 0;
        asked.forEach(done -> done.complete(Empty.EMPTY));
        if (overdue || waitingBytes >= FULL) {
            send();
        }
        if (wasBehind && !isBehind()) {
            List.copyOf(caughtUp).forEach(Runnable::run);
        }
        if (toldBusy && !isBusy()) {
            toldBusy = false;
            onBusy.accept(false);
        }
    }
}
