package fluxj.services.jobinfo;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Lookup;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;
import fluxj.wire.RouteStack;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The KVS as this module reads it: in its own name, after it has seen to access itself. What is
/// followed for a slow reader is not loaded faster than it reads.
final class JobKvs {
    private final RpcClient rpc;
    private final RouteStack self;
    private final Map<String, LongSupplier> readers = new HashMap<>();
    private long lastReader;

    /// @param uuid of this module
    JobKvs(RpcClient rpc, String uuid) {
        this.rpc = rpc;
        this.self = RouteStack.of(uuid);
    }

    /// The text of a value in the primary namespace.
    Promise<String> text(String key) {
        return rpc.call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        Lookup.in(KvsProtocol.PRIMARY, key, 0))
                .map(found -> text(found.val()));
    }

    /// The text of a value that came in an answer.
    static String text(JsonObject val) {
        if (Treeobj.of(val) instanceof Treeobj.Val value) {
            return new String(value.bytes(), StandardCharsets.UTF_8);
        }
        throw new FluxException(Errno.EINVAL);
    }

    /// Follows a key.
    ///
    /// @param backlog bytes that wait for whoever gets the values
    Follow follow(
            KvsWatchProtocol.Lookup wanted,
            LongSupplier backlog,
            Consumer<KvsWatchProtocol.Value> onValue,
            Consumer<FluxException> onEnd) {
        String reader = Long.toString(++lastReader);
        readers.put(reader, backlog);
        return new Follow(
                this,
                reader,
                rpc.openFor(
                        self.push(reader),
                        KvsWatchProtocol.LOOKUP,
                        wanted,
                        onValue,
                        error -> {
                            readers.remove(reader);
                            onEnd.accept(error);
                        }));
    }

    /// What is followed.
    record Follow(JobKvs kvs, String reader, RpcClient.Stream stream) {
        /// Ends it without a further word.
        void cancel() {
            if (kvs.readers.remove(reader) != null) {
                stream.cancel();
                stream.forget();
            }
        }
    }

    /// Bytes that wait for the reader whom routes name.
    long backlog(RouteStack routes) {
        @Nullable LongSupplier reader = readers.get(routes.top());
        return reader == null ? 0 : reader.getAsLong();
    }
}
