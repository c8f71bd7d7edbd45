package fluxj.sim;

import fluxj.platform.ByteStream;
import fluxj.reactor.Reactor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// A scripted process's stream. What is written to it is taken on the next turn.
final class SimStream implements ByteStream {
    private final Reactor reactor;
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private @Nullable Listener listener;
    private Consumer<byte[]> reader = _ -> {};
    private int pending;
    private boolean paused;
    private boolean ended;
    private boolean told;

    SimStream(Reactor reactor) {
        this.reactor = reactor;
    }

    /// The process reads what is written to it.
    void readBy(Consumer<byte[]> process) {
        reader = process;
    }

    void arrive(byte[] bytes) {
        arrived.add(bytes);
        reactor.post(this::deliver);
    }

    private void deliver() {
        Listener to = listener;
        while (to != null && !paused && !arrived.isEmpty()) {
            to.onBytes(arrived.remove());
        }
        if (to != null && ended && !told && arrived.isEmpty()) {
            told = true;
            to.onEnd();
        }
    }

    @Override
    public void listen(Listener target) {
        if (listener != null) {
            throw new IllegalStateException("a stream has one listener");
        }
        listener = target;
        reactor.post(this::deliver);
    }

    @Override
    public void write(byte[] chunk) {
        if (ended) {
            return;
        }
        pending += chunk.length;
        reactor.post(
                () -> {
                    pending -= chunk.length;
                    reader.accept(chunk);
                    if (listener != null) {
                        listener.onTaken(chunk.length);
                    }
                });
    }

    @Override
    public int pending() {
        return pending;
    }

    @Override
    public void end() {
        // The script does not read.
    }

    @Override
    public void reading(boolean on) {
        paused = !on;
        reactor.post(this::deliver);
    }

    @Override
    public void close() {
        ended = true;
        reactor.post(this::deliver);
    }
}
