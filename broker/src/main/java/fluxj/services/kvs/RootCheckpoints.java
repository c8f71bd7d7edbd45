package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol;
import fluxj.services.content.ContentProtocol.Checkpoint;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Where the primary namespace was, kept in the content store across restarts.
final class RootCheckpoints {
    private static final int VERSION = 1;

    /// A checkpoint as it is kept; readers take version 0 too.
    record Saved(
            int version, String rootref, Optional<Integer> sequence, Optional<Double> timestamp) {}

    /// A root to begin with.
    record Start(Blobref root, int seq) {}

    private final KvsContext kvs;

    RootCheckpoints(KvsContext kvs) {
        this.kvs = kvs;
    }

    /// Keeps a root.
    Promise<Empty> put(Blobref root, int seq) {
        Saved value =
                new Saved(
                        VERSION,
                        root.toString(),
                        Optional.of(seq),
                        Optional.of(kvs.flux().wallClock().epochSeconds()));
        return kvs.flux()
                .rpc()
                .call(ContentProtocol.CHECKPOINT_PUT, 0, new Checkpoint(RecordCodec.encode(value)));
    }

    /// The newest root that was kept; empty when none was, or nothing keeps any. That its blob is
    /// there was looked at.
    Promise<Optional<Start>> newest() {
        Deferred<Optional<Start>> found = new Deferred<>();
        kvs.flux()
                .rpc()
                .call(ContentProtocol.CHECKPOINT_GET, 0, Empty.EMPTY)
                .map(checkpoints -> checkpoints.value().stream().findFirst().map(this::read))
                .then(
                        start -> {
                            if (start.isEmpty()) {
                                found.complete(start);
                            } else {
                                check(start.get()).then(found::complete, found::fail);
                            }
                        },
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)
                                    || error.errno().equals(Errno.ENOSYS)) {
                                found.complete(Optional.empty());
                            } else {
                                found.fail(error);
                            }
                        });
        return found;
    }

    private Start read(JsonValue value) {
        Saved kept;
        try {
            if (!(value instanceof JsonObject object)) {
                throw new FluxException(Errno.EPROTO, "the newest checkpoint is no object");
            }
            kept = RecordCodec.decode(Saved.class, object);
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "the newest checkpoint: " + e.getMessage());
        }
        if (kept.version() != 0 && kept.version() != VERSION) {
            throw new FluxException(
                    Errno.EINVAL, "the newest checkpoint has unknown version " + kept.version());
        }
        Start start = new Start(NamespaceTable.parse(kept.rootref()), kept.sequence().orElse(0));
        String date =
                kept.timestamp()
                        .filter(seconds -> seconds > 0)
                        .map(
                                seconds ->
                                        Instant.ofEpochSecond(seconds.longValue())
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .toString())
                        .orElse("N/A");
        kvs.flux().log().info("restored KVS from checkpoint on " + date);
        return start;
    }

    /// A root whose blob is gone is said to be so; lookups answer the error of the blob, and an
    /// administrator can look at the rest, as with flux-core.
    private Promise<Optional<Start>> check(Start start) {
        Deferred<Optional<Start>> checked = new Deferred<>();
        kvs.cache()
                .load(start.root())
                .then(
                        _ -> checked.complete(Optional.of(start)),
                        error -> {
                            kvs.flux()
                                    .log()
                                    .err(
                                            "the root "
                                                    + start.root()
                                                    + " of the newest checkpoint cannot be loaded: "
                                                    + error.getMessage()
                                                    + ": run flux fsck --repair, or restore a dump");
                            checked.complete(Optional.of(start));
                        });
        return checked;
    }
}
