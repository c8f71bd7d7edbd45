package fluxj.treeobj;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The changes of one `kvs.commit`, in their order (RFC 11, spec services 2). Keys are checked here
/// only for being there; the rest is for the service to refuse.
public final class Transaction {
    /// The flag of an operation that appends, `FLUX_KVS_APPEND`.
    private static final int APPEND = 32;

    private record Append(int at, ByteArrayOutputStream bytes) {}

    private final List<JsonValue> ops = new ArrayList<>();

    /// Sets a value.
    public Transaction put(String key, byte[] value) {
        return add(key, 0, Treeobj.Val.of(value).toJson());
    }

    /// Sets a value to the UTF-8 bytes of a text.
    public Transaction put(String key, String value) {
        return put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Appends to a value; makes it when there is none.
    public Transaction append(String key, byte[] value) {
        return add(key, APPEND, Treeobj.Val.of(value).toJson());
    }

    /// Sets a key to any object: an empty [Dir] makes a directory, a [Symlink] a link.
    public Transaction put(String key, Treeobj object) {
        return add(key, 0, object.toJson());
    }

    /// Takes a key away, whatever is below it too.
    public Transaction unlink(String key) {
        return add(key, 0, JsonValue.Null.NULL);
    }

    /// Adds the operations of another one.
    public Transaction add(Transaction later) {
        ops.addAll(later.ops);
        return this;
    }

    private Transaction add(String key, int flags, JsonValue dirent) {
        if (key.isEmpty()) {
            throw new FluxException(Errno.EINVAL);
        }
        ops.add(op(key, flags, dirent));
        return this;
    }

    private static JsonObject op(String key, int flags, JsonValue dirent) {
        return JsonObject.builder()
                .put("key", key)
                .put("flags", flags)
                .put("dirent", dirent)
                .build();
    }

    /// True without an operation.
    public boolean isEmpty() {
        return ops.isEmpty();
    }

    /// The operations as the member `ops` of a request.
    public JsonArray ops() {
        return new JsonArray(ops);
    }

    /// The same transaction with all appends to a key made one, at the place of the first, so that
    /// a long log gets few references.
    ///
    /// @throws FluxException EINVAL when something else is done to a key after an append to it
    public Transaction compacted() {
        Map<String, Append> appends = new LinkedHashMap<>();
        Transaction out = new Transaction();
        for (JsonValue item : ops) {
            JsonObject operation = (JsonObject) item;
            String key = operation.text("key").orElse("");
            Append earlier = appends.get(key);
            if (operation.whole("flags").orElse(0L) != APPEND) {
                if (earlier != null) {
                    throw new FluxException(Errno.EINVAL);
                }
                out.ops.add(operation);
                continue;
            }
            if (earlier == null) {
                earlier = new Append(out.ops.size(), new ByteArrayOutputStream());
                appends.put(key, earlier);
                out.ops.add(operation);
            }
            earlier.bytes().writeBytes(bytesOf(operation));
        }
        appends.forEach(
                (key, append) ->
                        out.ops.set(
                                append.at(),
                                op(
                                        key,
                                        APPEND,
                                        Treeobj.Val.of(append.bytes().toByteArray()).toJson())));
        return out;
    }

    private static byte[] bytesOf(JsonObject operation) {
        String base64 =
                operation.object("dirent").flatMap(dirent -> dirent.text("data")).orElse("");
        return new Treeobj.Val(base64).bytes();
    }
}
