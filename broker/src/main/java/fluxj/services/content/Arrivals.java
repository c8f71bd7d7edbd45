package fluxj.services.content;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.reactor.Reactor;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Names blobs as they arrive. A small one gets its name at once; a big one is hashed off the
/// reactor, and big ones arrive in the order they came. Who must not overtake them (a flush, a load
/// that misses) waits with [#after].
final class Arrivals {
    /// Bytes from which hashing would hold the reactor up.
    static final int BIG = 256 * 1024;

    private static final class Step {
        private @Nullable Runnable action;
    }

    private final Reactor reactor;
    private final HashType type;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long bytes;

    Arrivals(Reactor reactor, HashType type) {
        this.reactor = reactor;
        this.type = type;
    }

    /// Bytes that are being hashed.
    long bytes() {
        return bytes;
    }

    /// Hands over the name of a blob, now or later.
    void name(Payload blob, Consumer<Blobref> onName, Consumer<FluxException> onFailure) {
        if (blob.length() < BIG) {
            onName.accept(type.hash(blob.bytes()));
            return;
        }
        Step step = new Step();
        steps.add(step);
        bytes += blob.length();
        reactor.blocking(() -> type.hash(blob.bytes()))
                .then(
                        ref -> done(step, blob, () -> onName.accept(ref)),
                        error -> done(step, blob, () -> onFailure.accept(error)));
    }

    private void done(Step step, Payload blob, Runnable action) {
        bytes -= blob.length();
        step.action = action;
        while (!steps.isEmpty()) {
            Runnable next = steps.element().action;
            if (next == null) {
                return;
            }
            steps.remove();
            next.run();
        }
    }

    /// Runs a task when the blobs have arrived that came before it; at once when there are none.
    void after(Runnable task) {
        if (steps.isEmpty()) {
            task.run();
        } else {
            Step step = new Step();
            step.action = task;
            steps.add(step);
        }
    }
}
