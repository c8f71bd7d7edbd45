package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.kvs.tree.CommitCore;
import fluxj.services.kvs.tree.CommitResult;
import fluxj.services.kvs.tree.NewBlob;
import fluxj.services.kvs.tree.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One or more transactions on their way to one new root: apply, load what is missing and apply
/// again, store the blobs. It changes nothing that anybody sees; its queue publishes it.
final class CommitRun {
    /// Where a run is.
    enum Stage {
        /// Applying operations or storing blobs.
        WORKING,
        /// Every blob is in the content store.
        STORED,
        /// It came to nothing.
        FAILED
    }

    final List<QueuedCommit> parts;

    private final KvsContext kvs;
    private final Namespace namespace;
    private final Blobref base;
    private final Runnable onSettled;
    private final List<Op> ops;
    private final List<NewBlob> present = new ArrayList<>();
    private Stage stage = Stage.WORKING;
    private Blobref root;
    private List<String> keys = List.of();
    private @Nullable FluxException error;
    private boolean abandoned;
    private boolean durable;
    private int noopStores;

    /// @param base the root to apply the parts to
    /// @param onSettled told once, when it is stored or has failed, unless it was abandoned
    CommitRun(
            KvsContext kvs,
            Namespace namespace,
            List<QueuedCommit> parts,
            Blobref base,
            Runnable onSettled) {
        this.kvs = kvs;
        this.namespace = namespace;
        this.parts = parts;
        this.base = base;
        this.root = base;
        this.onSettled = onSettled;
        this.ops = operations(parts);
    }

    private static List<Op> operations(List<QueuedCommit> parts) {
        if (parts.size() == 1) {
            return parts.getFirst().ops();
        }
        List<Op> all = new ArrayList<>();
        for (QueuedCommit part : parts) {
            all.addAll(part.ops());
        }
        return all;
    }

    Stage stage() {
        return stage;
    }

    /// The new root.
    Blobref root() {
        return root;
    }

    /// The keys of its operations.
    List<String> keys() {
        return keys;
    }

    int opCount() {
        return ops.size();
    }

    /// Why it failed.
    Optional<FluxException> error() {
        return Optional.ofNullable(error);
    }

    /// How many of its blobs the content store had already.
    int noopStores() {
        return noopStores;
    }

    boolean isMerged() {
        return parts.size() > 1;
    }

    boolean isSync() {
        return parts.getFirst().isSync();
    }

    boolean isPublished() {
        return parts.getFirst().isPublished();
    }

    List<String> names() {
        List<String> names = new ArrayList<>(parts.size());
        for (QueuedCommit part : parts) {
            names.add(part.name());
        }
        return names;
    }

    /// True when it may be published: a checkpoint covers it, or it needs none.
    boolean isDurable() {
        return durable || !isSync();
    }

    /// A checkpoint covers it.
    void checkpointed() {
        durable = true;
    }

    /// Nobody wants its end any more.
    void abandon() {
        abandoned = true;
    }

    void begin() {
        if (isSync() && !namespace.isPrimary()) {
            failed(
                    new FluxException(
                            Errno.EINVAL,
                            "SYNC is only for the " + KvsProtocol.PRIMARY + " namespace"));
        } else {
            apply();
        }
    }

    private void apply() {
        CommitResult result = CommitCore.apply(kvs.hash(), namespace.name, base, ops, kvs.cache());
        switch (result) {
            case CommitResult.Missing(Set<Blobref> refs) ->
                    follow(kvs.cache().loadAll(refs), this::apply);
            case CommitResult.Refused(FluxException refusal) -> failed(refusal);
            case CommitResult.NewRoot made -> {
                root = made.root();
                keys = made.keys();
                follow(store(made.blobs()), () -> settle(Stage.STORED));
            }
        }
    }

    private void follow(Promise<Empty> step, Runnable next) {
        step.then(
                _ -> {
                    if (!abandoned) {
                        next.run();
                    }
                },
                this::failed);
    }

    /// Stores what is new; of what is there already, only waits for what is still on its way.
    private Promise<Empty> store(List<NewBlob> blobs) {
        TreeCache cache = kvs.cache();
        List<Promise<Empty>> stores = new ArrayList<>(blobs.size());
        for (NewBlob blob : blobs) {
            if (!cache.touch(blob.ref())) {
                stores.add(cache.store(blob));
                continue;
            }
            noopStores++;
            Optional<Promise<Empty>> underWay = cache.storing(blob.ref());
            if (underWay.isPresent()) {
                stores.add(underWay.get());
            } else {
                present.add(blob);
            }
        }
        return TreeCache.all(stores);
    }

    /// Stores once more, in the background, the blobs that were there before: what is referenced
    /// anew must look new to the collector of garbage.
    void refresh() {
        for (NewBlob blob : present) {
            kvs.cache()
                    .restore(blob)
                    .then(
                            _ -> {},
                            failure ->
                                    kvs.flux()
                                            .log()
                                            .err(
                                                    "content store (epoch refresh): "
                                                            + failure.getMessage()));
        }
    }

    private void failed(FluxException reason) {
        if (!abandoned) {
            error = reason;
            settle(Stage.FAILED);
        }
    }

    private void settle(Stage end) {
        stage = end;
        onSettled.run();
    }
}
