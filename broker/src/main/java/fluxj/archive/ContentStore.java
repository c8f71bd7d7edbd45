package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.content.ContentProtocol;
import fluxj.services.contentbacking.ContentBackingProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.List;

/// The content store as a tool sees it: through the cache of its broker, or past it straight to the
/// backing module of rank 0.
final class ContentStore {
    private final RpcClient rpc;
    private final boolean bypass;
    private final boolean verifies;

    ContentStore(RpcClient rpc, boolean bypass) {
        this(rpc, bypass, false);
    }

    private ContentStore(RpcClient rpc, boolean bypass, boolean verifies) {
        this.rpc = rpc;
        this.bypass = bypass;
        this.verifies = verifies;
    }

    /// The same store, trusted with nothing: a blob that is not what its reference says cannot be
    /// read.
    ContentStore verified() {
        return new ContentStore(rpc, bypass, true);
    }

    private Promise<byte[]> raw(String cached, String backing, Payload payload) {
        return rpc.request(bypass ? backing : cached, bypass ? 0 : Message.NODEID_ANY, payload, 0)
                .map(response -> response.payload().bytes());
    }

    /// The bytes of a blob.
    Promise<byte[]> load(Blobref blob) {
        Promise<byte[]> loaded =
                raw(
                        ContentProtocol.LOAD,
                        ContentBackingProtocol.LOAD,
                        Payload.ofBytes(blob.digest()));
        return verifies ? loaded.map(bytes -> checked(blob, bytes)) : loaded;
    }

    private static byte[] checked(Blobref blob, byte[] bytes) {
        if (!blob.type().hash(bytes).equals(blob)) {
            throw new FluxException(Errno.EIO, blob + " has other content");
        }
        return bytes;
    }

    /// Reads a blob for nothing but to know that it can be read; gives no bytes.
    Promise<byte[]> probe(Blobref blob) {
        return load(blob).map(_ -> new byte[0]);
    }

    /// Asks the backing module whether it has a blob; gives no bytes.
    Promise<byte[]> validate(Blobref blob) {
        return rpc.request(ContentBackingProtocol.VALIDATE, 0, Payload.ofBytes(blob.digest()), 0)
                .map(response -> response.payload().bytes());
    }

    /// Stores a blob.
    Promise<Blobref> store(byte[] blob) {
        return raw(
                        ContentProtocol.STORE,
                        ContentBackingProtocol.STORE,
                        blob.length == 0 ? Payload.NONE : Payload.ofBytes(blob))
                .map(ContentStore::blobref);
    }

    private static Blobref blobref(byte[] digest) {
        for (HashType type : HashType.values()) {
            if (type.length() == digest.length) {
                return Blobref.of(type, digest);
            }
        }
        throw new FluxException(Errno.EPROTO, "a digest of " + digest.length + " bytes");
    }

    /// Reads the directory that a blob is.
    static Dir directory(byte[] blob) {
        if (Treeobj.decode(blob) instanceof Dir dir) {
            return dir;
        }
        throw new FluxException(Errno.ENOTDIR);
    }

    /// The checkpoints, newest first.
    Promise<List<Checkpoint>> checkpoints() {
        var method =
                bypass ? ContentBackingProtocol.CHECKPOINT_GET : ContentProtocol.CHECKPOINT_GET;
        return rpc.request(method.topic(), 0, Payload.NONE, 0)
                .map(response -> Checkpoint.list(response.payload().json()));
    }

    /// Makes `root` what the KVS starts with next.
    Promise<Empty> checkpoint(Checkpoint checkpoint) {
        String topic =
                (bypass ? ContentBackingProtocol.CHECKPOINT_PUT : ContentProtocol.CHECKPOINT_PUT)
                        .topic();
        Payload body = Payload.of(new ContentProtocol.Checkpoint(checkpoint.toJson()));
        return rpc.request(topic, 0, body, 0).map(_ -> Empty.EMPTY);
    }

    /// One root to come back to.
    ///
    /// @param timestamp seconds since 1970
    record Checkpoint(Blobref root, int sequence, double timestamp) {
        JsonObject toJson() {
            return JsonObject.builder()
                    .put("version", 1)
                    .put("rootref", root.toString())
                    .put("sequence", sequence)
                    .put("timestamp", timestamp)
                    .build();
        }

        static List<Checkpoint> list(JsonObject answer) {
            JsonValue value = answer.get("value").orElse(JsonArray.EMPTY);
            // Older stores keep one and give it as it is.
            if (value instanceof JsonObject only) {
                return List.of(of(only));
            }
            if (!(value instanceof JsonArray several)) {
                throw new FluxException(Errno.EPROTO);
            }
            List<Checkpoint> checkpoints = new java.util.ArrayList<>();
            for (JsonValue each : several) {
                if (!(each instanceof JsonObject object)) {
                    throw new FluxException(Errno.EPROTO);
                }
                checkpoints.add(of(object));
            }
            return checkpoints;
        }

        private static Checkpoint of(JsonObject object) {
            long version = object.whole("version").orElse(-1L);
            if (version != 0 && version != 1) {
                throw new FluxException(Errno.EINVAL);
            }
            try {
                return new Checkpoint(
                        Blobref.parse(object.text("rootref").orElse("")),
                        (int) (long) object.whole("sequence").orElse(0L),
                        seconds(object));
            } catch (FormatException e) {
                throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
            }
        }

        private static double seconds(JsonObject object) {
            return switch (object.get("timestamp").orElse(JsonValue.of(0.))) {
                case JsonValue.Real(double value) -> value;
                case JsonValue.Whole(long value) -> value;
                case JsonValue _ -> throw new FluxException(Errno.EINVAL);
            };
        }
    }
}
