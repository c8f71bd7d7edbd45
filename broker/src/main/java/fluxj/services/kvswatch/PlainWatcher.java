package fluxj.services.kvswatch;

import fluxj.reactor.Reactor;
import fluxj.rpc.StreamCall;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol.Value;

import org.jspecify.annotations.Nullable;

/// Sends the value each time. A reader that is behind gets the newest one when it has caught up.
final class PlainWatcher extends Watcher {
    private @Nullable FoundValue newest;

    PlainWatcher(Reactor reactor, StreamCall<Lookup, Value> call, WatchMode mode) {
        super(reactor, call, mode);
    }

    @Override
    void show(FoundValue found) {
        newest = found;
        if (!isBehind()) {
            caughtUp();
        }
    }

    @Override
    void caughtUp() {
        FoundValue found = newest;
        newest = null;
        if (found != null) {
            send(found.payload());
        }
    }
}
