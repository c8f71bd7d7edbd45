package fluxj.services.kvswatch;

import fluxj.rpc.StreamCall;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol.Value;

import org.jspecify.annotations.Nullable;

/// Sends the value when it is another (WATCH_FULL, WATCH_UNIQ).
final class ChangeWatcher extends Watcher {
    private @Nullable Found shown;

    ChangeWatcher(StreamCall<Lookup, Value> call, WatchMode mode) {
        super(call, mode);
    }

    @Override
    void show(Found found) {
        Found before = shown;
        if (before == null || !found.sameAs(before)) {
            shown = found;
            send(found.payload());
        }
    }
}
