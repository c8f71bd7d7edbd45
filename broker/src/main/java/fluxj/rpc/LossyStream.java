package fluxj.rpc;

import fluxj.reactor.Reactor;
import fluxj.wire.Payload;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/// A stream that keeps nothing for a slow reader: while that is behind items are left out, and
/// counted in one item when it has caught up.
public final class LossyStream {
    private final StreamCall<?, ?> call;
    private final IntFunction<Payload> leftOut;
    private final SlowReader reader;
    private int count;

    /// @param leftOut the item that says how many are missing here
    public LossyStream(Reactor reactor, StreamCall<?, ?> call, IntFunction<Payload> leftOut) {
        this.call = call;
        this.leftOut = leftOut;
        reader = new SlowReader(reactor, call::backlog, this::caughtUp);
    }

    /// Sends an item, which is not made when it is left out.
    public void send(Supplier<Payload> item) {
        if (count > 0 || reader.isBehind()) {
            count++;
        } else {
            call.send(item.get());
        }
    }

    private void caughtUp() {
        if (count > 0) {
            call.send(leftOut.apply(count));
            count = 0;
        }
    }
}
