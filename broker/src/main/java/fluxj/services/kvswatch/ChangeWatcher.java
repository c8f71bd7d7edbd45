package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.reactor.Reactor;
import fluxj.rpc.StreamCall;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol.Value;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/// Sends the value when it is another (WATCH_FULL, WATCH_UNIQ). While the reader is behind the
/// values wait for it, up to [#MAX_WAITING] bytes of them; beyond that the watch ends with an error
/// that says so: none is left out in silence.
final class ChangeWatcher extends Watcher {
    static final long MAX_WAITING = 16 << 20;

    private final Deque<FoundValue> waiting = new ArrayDeque<>(1);
    private long waitingBytes;
    private @Nullable FoundValue shown;

    ChangeWatcher(Reactor reactor, StreamCall<Lookup, Value> call, WatchMode mode) {
        super(reactor, call, mode);
    }

    @Override
    void show(FoundValue found) {
        FoundValue before = shown;
        if (before != null && found.sameAs(before)) {
            return;
        }
        shown = found;
        waiting.add(found);
        waitingBytes += found.payload().length();
        if (!isBehind()) {
            caughtUp();
        } else if (waitingBytes > MAX_WAITING) {
            waiting.clear();
            call().fail(
                            Errno.ENOBUFS,
                            "the reader of this watch is too slow: "
                                    + waitingBytes
                                    + " bytes of values wait for it");
        }
    }

    @Override
    void caughtUp() {
        while (!waiting.isEmpty() && !isBehind()) {
            Payload value = waiting.remove().payload();
            waitingBytes -= value.length();
            send(value);
        }
    }
}
