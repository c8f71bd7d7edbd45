package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.jobtap.Pending;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Values of the primary namespace as plugins read and write them.
final class KvsValues {
    private static final byte NUL = 0;

    private final ServiceContext flux;

    KvsValues(ServiceContext flux) {
        this.flux = flux;
    }

    void lookup(String key, Consumer<JsonValue> found, Consumer<FluxException> failed) {
        bytes(key, failed, bytes -> found.accept(json(bytes)));
    }

    private void bytes(String key, Consumer<FluxException> failed, Consumer<byte[]> found) {
        KvsProtocol.Lookup lookup = KvsProtocol.Lookup.in(KvsProtocol.PRIMARY, key, 0);
        flux.rpc()
                .call(KvsProtocol.LOOKUP, Message.NODEID_ANY, lookup)
                .map(reply -> value(reply.val()))
                .then(bytes -> orFail(failed, () -> found.accept(bytes)), failed);
    }

    /// A value that is not what it should be is the caller's error too.
    private static void orFail(Consumer<FluxException> failed, Runnable decode) {
        try {
            decode.run();
        } catch (FluxException e) {
            failed.accept(e);
        }
    }

    Pending watch(String key, Consumer<JsonValue> changed, Consumer<FluxException> failed) {
        RpcClient.Stream stream =
                flux.rpc()
                        .open(
                                KvsWatchProtocol.LOOKUP,
                                Message.NODEID_ANY,
                                new KvsWatchProtocol.Lookup(
                                        key,
                                        KvsProtocol.WATCH | KvsProtocol.WAITCREATE,
                                        KvsProtocol.PRIMARY),
                                reply ->
                                        reply.val()
                                                .ifPresent(
                                                        val ->
                                                                orFail(
                                                                        failed,
                                                                        () ->
                                                                                changed.accept(
                                                                                        json(
                                                                                                value(
                                                                                                        val))))),
                                failed);
        return () -> {
            stream.cancel();
            stream.forget();
        };
    }

    void put(String key, JsonValue value, Runnable done, Consumer<FluxException> failed) {
        Transaction transaction = new Transaction().put(key, value.toString());
        flux.rpc()
                .call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Commit(KvsProtocol.PRIMARY, 0, transaction.ops()))
                .then(_ -> done.run(), failed);
    }

    private static byte[] value(JsonObject object) {
        if (Treeobj.of(object) instanceof Treeobj.Val val) {
            return val.bytes();
        }
        throw new FluxException(Errno.EISDIR);
    }

    /// C programs store the NUL at the end of their text with it.
    private static JsonValue json(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == NUL) {
            length--;
        }
        try {
            return JsonValue.parse(new String(bytes, 0, length, StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "no JSON: " + e.getMessage());
        }
    }
}
