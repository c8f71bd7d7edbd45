package fluxj.services.contentbacking;

import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.services.content.ContentProtocol.Checkpoints;

import java.util.List;
import java.util.Optional;

/// The service `content-backing` of rank 0 as seen from outside (spec services 1.1). Blobs and
/// digests travel as raw payloads. [#MARK], [#SWEEP] and [#GC_INFO] are for stores that collect
/// garbage.
public final class ContentBackingProtocol {
    /// Digest in, blob out.
    public static final String LOAD = "content-backing.load";

    /// Blob in, digest out.
    public static final String STORE = "content-backing.store";

    /// Digest in, nothing out; ENOENT when the blob is not there.
    public static final String VALIDATE = "content-backing.validate";

    /// A checkpoint to keep.
    ///
    /// @param failures for a store that works in order: how many stores the caller knows to have
    ///   failed. The checkpoint is kept only if that is true when its turn comes, else ECANCELED,
    ///   so the caller need not wait for the stores before it; -1 to keep it and be told the number
    public record Put(JsonObject value, Optional<Long> failures) {}

    /// A checkpoint is kept.
    ///
    /// @param failures how many stores have failed so far, for who named a number
    public record Kept(Optional<Long> failures) {}

    /// Blobs that are in use in an epoch; at most 16384.
    public record Mark(long epoch, List<String> hashes) {}

    /// How many rows that changed.
    public record Marked(int marked) {}

    /// Deletes objects older than `epoch`, a window of rows at a time.
    public record Sweep(
            long epoch,
            long cursor,
            @Key("high_water") long highWater,
            @Key("delete_cap") int deleteCap,
            int window) {}

    /// How many were deleted, and where to go on.
    public record Swept(long deleted, long cursor) {}

    /// Asks how much there would be to collect.
    public record GcInfo(long epoch, @Key("get_count") Optional<Boolean> getCount) {}

    /// The epoch, the highest row, and how many objects are older than the epoch asked for.
    public record GcState(
            @Key("current_epoch") long currentEpoch,
            @Key("high_water") long highWater,
            Optional<Long> candidates) {}

    /// Checkpoints, newest first; ENOENT without any.
    public static final RpcMethod<Empty, Checkpoints> CHECKPOINT_GET =
            new RpcMethod<>(
                    "content-backing.checkpoint-get", Empty.class, Checkpoints.class, Access.OWNER);

    /// Keeps a checkpoint.
    public static final RpcMethod<Put, Kept> CHECKPOINT_PUT =
            new RpcMethod<>("content-backing.checkpoint-put", Put.class, Kept.class, Access.OWNER);

    /// Marks blobs as used.
    public static final RpcMethod<Mark, Marked> MARK =
            new RpcMethod<>("content-backing.mark", Mark.class, Marked.class, Access.OWNER);

    /// Deletes unmarked ones.
    public static final RpcMethod<Sweep, Swept> SWEEP =
            new RpcMethod<>("content-backing.sweep", Sweep.class, Swept.class, Access.OWNER);

    /// What a collector needs to know first.
    public static final RpcMethod<GcInfo, GcState> GC_INFO =
            new RpcMethod<>("content-backing.gc-info", GcInfo.class, GcState.class, Access.OWNER);

    private ContentBackingProtocol() {}
}
