package fluxj.services.kvswatch;

import fluxj.rpc.StreamCall;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol.Value;

/// Sends the value each time.
final class PlainWatcher extends Watcher {
    PlainWatcher(StreamCall<Lookup, Value> call, WatchMode mode) {
        super(call, mode);
    }

    @Override
    void show(Found found) {
        send(found.payload());
    }
}
