package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.util.List;
import java.util.Optional;

/// Values of one namespace, read and written by key.
final class KvsKeys {
    private final ToolContext tool;
    private final String namespace;

    KvsKeys(ToolContext tool, String namespace) {
        this.tool = tool;
        this.namespace = namespace;
    }

    /// The value of a key.
    Promise<byte[]> get(String key) {
        return tool.rpc()
                .call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        new KvsProtocol.Lookup(
                                key, 0, Optional.of(namespace), Optional.empty(), Optional.empty()))
                .map(found -> bytes(found.val()));
    }

    /// The value of a key, now or when it is set.
    Promise<byte[]> await(String key) {
        Deferred<byte[]> result = new Deferred<>();
        tool.rpc()
                .open(
                        KvsWatchProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        new KvsWatchProtocol.Lookup(key, KvsProtocol.WAITCREATE, namespace),
                        item -> item.val().ifPresent(val -> result.completeBy(() -> bytes(val))),
                        result::fail);
        return result;
    }

    private static byte[] bytes(JsonObject object) {
        if (Treeobj.of(object) instanceof Treeobj.Val value) {
            return value.bytes();
        }
        throw new FluxException(Errno.EPROTO, "not a value");
    }

    /// An operation that sets a key.
    static JsonObject put(String key, Treeobj value) {
        return operation(key, value.toJson());
    }

    /// An operation that takes a key away.
    static JsonObject unlink(String key) {
        return operation(key, JsonValue.Null.NULL);
    }

    private static JsonObject operation(String key, JsonValue entry) {
        return JsonObject.builder().put("key", key).put("flags", 0).put("dirent", entry).build();
    }

    /// Applies operations, all or none.
    Promise<Empty> commit(List<JsonObject> operations) {
        return tool.rpc()
                .call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Commit(
                                namespace, 0, JsonArray.of(operations.toArray(new JsonValue[0]))))
                .map(_ -> Empty.EMPTY);
    }
}
