package fluxj.cli.kvs;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.RpcClient;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import java.util.function.BiConsumer;

/// A lookup with many answers: one that watches, or streams a large value. Used from the thread of
/// its client.
final class KvsLookup {
    private final FluxClient client;
    private final String key;
    private final BiConsumer<KvsLookup, Treeobj> onObject;
    private RpcClient.@Nullable Stream stream;
    private @Nullable FluxException end;

    private KvsLookup(FluxClient client, String key, BiConsumer<KvsLookup, Treeobj> onObject) {
        this.client = client;
        this.key = key;
        this.onObject = onObject;
    }

    /// Starts it; answers come while the client's reactor runs.
    ///
    /// @throws FluxException EINVAL for an empty key, or flags that a snapshot has no use for
    static KvsLookup start(
            KvsView view, String key, int flags, BiConsumer<KvsLookup, Treeobj> onObject) {
        KvsLookup lookup = new KvsLookup(view.client(), key, onObject);
        lookup.stream = view.watch(key, flags, lookup::take, lookup::end);
        return lookup;
    }

    private void take(Treeobj object) {
        if (end != null) {
            return;
        }
        try {
            onObject.accept(this, object);
        } catch (FluxException e) {
            end = e;
        }
    }

    private void end(FluxException error) {
        if (end == null) {
            end = error;
        }
    }

    /// The key as it was given.
    String key() {
        return key;
    }

    /// Asks the service to stop.
    void cancel() {
        if (stream != null) {
            stream.cancel();
        }
    }

    /// True when nothing more comes.
    boolean isOver() {
        return end != null;
    }

    /// Waits for the end.
    ///
    /// @throws FluxException the error it ended with, if not with ENODATA
    void join() {
        client.reactor().runUntil(this::isOver);
        if (end != null && !end.errno().equals(Errno.ENODATA)) {
            throw end;
        }
    }
}
