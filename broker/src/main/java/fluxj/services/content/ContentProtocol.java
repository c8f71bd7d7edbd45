package fluxj.services.content;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// The content service as seen from outside (RFC 10, spec services 1). Blobs and digests travel as
/// raw payloads; a digest has 20 or 32 bytes.
public final class ContentProtocol {
    /// Digest in, blob out; no payload for an empty blob.
    public static final String LOAD = "content.load";

    /// Blob in (no payload for an empty one), digest out.
    public static final String STORE = "content.store";

    /// The name of the backing module.
    ///
    /// @param failures how many stores it has failed so far; present when it works in order, so
    ///   that a checkpoint may follow its blobs without waiting for them
    public record Backing(String name, Optional<Long> failures) {}

    /// Checkpoints, newest first.
    public record Checkpoints(List<JsonValue> value) {}

    /// One checkpoint to keep.
    public record Checkpoint(JsonObject value) {}

    /// A file to offer as blobs of `chunksize` bytes, under a tag.
    public record Mapping(String path, int chunksize, String tag) {}

    /// The tag of the mappings to take away.
    public record Tag(String tag) {}

    /// Counters; `size` in bytes, `mmap` null above rank 0.
    public record Stats(
            int count,
            int valid,
            int dirty,
            long size,
            @Key("flush-batch-count") int flushBatchCount,
            JsonValue mmap) {}

    /// Done when nothing is dirty.
    public static final RpcMethod<Empty, Empty> FLUSH =
            new RpcMethod<>("content.flush", Empty.class, Empty.class, Access.OWNER);

    /// Forgets what is clean.
    public static final RpcMethod<Empty, Empty> DROPCACHE =
            new RpcMethod<>("content.dropcache", Empty.class, Empty.class, Access.OWNER);

    /// Reads the counters.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("content.stats-get", Empty.class, Stats.class, Access.OWNER);

    /// A backing module says it is there.
    public static final RpcMethod<Backing, Empty> REGISTER_BACKING =
            new RpcMethod<>("content.register-backing", Backing.class, Empty.class, Access.OWNER);

    /// A backing module says it goes.
    public static final RpcMethod<Empty, Empty> UNREGISTER_BACKING =
            new RpcMethod<>("content.unregister-backing", Empty.class, Empty.class, Access.OWNER);

    /// The checkpoints of the backing store.
    public static final RpcMethod<Empty, Checkpoints> CHECKPOINT_GET =
            new RpcMethod<>("content.checkpoint-get", Empty.class, Checkpoints.class, Access.OWNER);

    /// Flushes, then keeps a checkpoint.
    public static final RpcMethod<Checkpoint, Empty> CHECKPOINT_PUT =
            new RpcMethod<>("content.checkpoint-put", Checkpoint.class, Empty.class, Access.OWNER);

    /// Offers a file (rank 0).
    public static final RpcMethod<Mapping, Empty> MMAP_ADD =
            new RpcMethod<>("content.mmap-add", Mapping.class, Empty.class, Access.OWNER);

    /// Takes files away again (rank 0).
    public static final RpcMethod<Tag, Empty> MMAP_REMOVE =
            new RpcMethod<>("content.mmap-remove", Tag.class, Empty.class, Access.OWNER);

    private ContentProtocol() {}
}
