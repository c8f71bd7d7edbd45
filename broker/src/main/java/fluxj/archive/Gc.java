package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.AsyncLoop;
import fluxj.filemap.Failures;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.contentbacking.ContentBackingProtocol;
import fluxj.services.contentbacking.ContentBackingProtocol.GcInfo;
import fluxj.services.contentbacking.ContentBackingProtocol.GcState;
import fluxj.services.contentbacking.ContentBackingProtocol.Mark;
import fluxj.services.contentbacking.ContentBackingProtocol.Sweep;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Deletes blobs that nothing refers to while the instance runs. Everything that the checkpoints
/// and the roots of all namespaces lead to is marked with the epoch of the beginning; what then is
/// older than that, and was there at the beginning, is deleted. A mark that could not see
/// everything is never followed by a sweep.
public final class Gc {
    /// @param verbose how much to say: 0, 1 or 2
    /// @param noCache load past the content cache
    /// @param maxRequests how many directories to ask for at once
    /// @param markOnly for tests: do not delete
    /// @param delayAfterList for tests: wait between listing namespaces and reading their roots
    public record Options(
            int verbose,
            boolean noCache,
            int maxRequests,
            boolean markOnly,
            Duration delayAfterList) {}

    private static final int MARK_BATCH = 1000;
    private static final int MARKS_UNDER_WAY = 4;
    private static final int DELETE_CAP = 1000;
    private static final int SWEEP_WINDOW = 100_000;

    private final ToolContext tool;
    private final Options options;
    private final ContentStore content;
    private final Set<Blobref> visited = new HashSet<>();
    private long marked;
    private long deleted;
    private long cursor;

    /// A collection that waits for [#run].
    public Gc(ToolContext tool, Options options) {
        this.tool = tool;
        this.options = options;
        content = new ContentStore(tool.rpc(), options.noCache());
    }

    /// Does it.
    public Promise<Empty> run() {
        return Failures.named(
                        "failed to fetch gc-info",
                        tool.rpc()
                                .call(
                                        ContentBackingProtocol.GC_INFO,
                                        0,
                                        new GcInfo(0, Optional.empty())))
                .flatMap(this::collect);
    }

    private Promise<Empty> collect(GcState horizon) {
        say(
                1,
                "froze epoch at "
                        + horizon.currentEpoch()
                        + ", high-water rowid "
                        + horizon.highWater());
        return roots().flatMap(roots -> mark(roots, horizon.currentEpoch()))
                .flatMap(
                        done -> {
                            say(1, "mark phase complete");
                            if (options.markOnly()) {
                                say(0, "stopping after mark phase (test)");
                                return Promise.of(done);
                            }
                            return sweep(horizon);
                        });
    }

    private void say(int level, String line) {
        if (options.verbose() >= level) {
            tool.printer().note(line);
        }
    }

    /// A root that disappears while it is copied from a private namespace to the primary one would
    /// be missed if the primary root were read first; so it is read last.
    private Promise<List<Blobref>> roots() {
        List<Blobref> roots = new ArrayList<>();
        return checkpointRoots(roots)
                .flatMap(_ -> privateRoots(roots))
                .flatMap(_ -> primaryRoot(roots))
                .map(
                        _ -> {
                            say(1, "enumerated " + roots.size() + " total roots");
                            return roots;
                        });
    }

    private Promise<Empty> checkpointRoots(List<Blobref> roots) {
        return unless(
                List.of(Errno.ENOENT),
                "no checkpoints found",
                Failures.named("checkpoint-get", new ContentStore(tool.rpc(), true).checkpoints())
                        .map(
                                checkpoints -> {
                                    for (ContentStore.Checkpoint each : checkpoints) {
                                        roots.add(each.root());
                                    }
                                    say(
                                            1,
                                            "enumerated "
                                                    + checkpoints.size()
                                                    + " checkpoint roots");
                                    return Empty.EMPTY;
                                }));
    }

    /// A promise whose failure with one of these is none.
    private Promise<Empty> unless(List<Errno> harmless, String line, Promise<Empty> promise) {
        Deferred<Empty> result = new Deferred<>();
        promise.then(
                result::complete,
                error -> {
                    if (harmless.contains(error.errno())) {
                        say(1, line);
                        result.complete(Empty.EMPTY);
                    } else {
                        result.fail(error);
                    }
                });
        return result;
    }

    private Promise<Empty> privateRoots(List<Blobref> roots) {
        int before = roots.size();
        return unless(
                List.of(Errno.ENOSYS, Errno.ENOENT),
                "kvs not loaded; skipping live private namespace roots",
                Failures.named(
                                KvsProtocol.NAMESPACE_LIST.topic(),
                                tool.rpc().call(KvsProtocol.NAMESPACE_LIST, 0, Empty.EMPTY))
                        .flatMap(this::delayed)
                        .flatMap(
                                list ->
                                        AsyncLoop.each(
                                                list.namespaces(),
                                                each -> privateRoot(each.namespace(), roots)))
                        .map(
                                done -> {
                                    say(
                                            1,
                                            "enumerated "
                                                    + (roots.size() - before)
                                                    + " private namespace roots");
                                    return done;
                                }));
    }

    private <T> Promise<T> delayed(T value) {
        if (options.delayAfterList().isZero()) {
            return Promise.of(value);
        }
        Deferred<T> later = new Deferred<>();
        tool.reactor().after(options.delayAfterList(), () -> later.complete(value));
        return later;
    }

    private Promise<Empty> privateRoot(String namespace, List<Blobref> roots) {
        if (namespace.equals(KvsProtocol.PRIMARY)) {
            return Promise.of(Empty.EMPTY);
        }
        // It may have been removed since it was listed.
        return unless(
                List.of(Errno.ENOENT, Errno.EOPNOTSUPP),
                namespace + ": no such namespace any more",
                root(namespace, roots));
    }

    private Promise<Empty> root(String namespace, List<Blobref> roots) {
        return Failures.named(
                "kvs.getroot " + namespace,
                tool.rpc()
                        .call(KvsProtocol.GETROOT, 0, KvsProtocol.Getroot.of(namespace))
                        .map(
                                info -> {
                                    try {
                                        roots.add(Blobref.parse(info.rootref()));
                                    } catch (FormatException e) {
                                        throw new FluxException(
                                                Errno.EPROTO, String.valueOf(e.getMessage()));
                                    }
                                    return Empty.EMPTY;
                                }));
    }

    private Promise<Empty> primaryRoot(List<Blobref> roots) {
        return unless(
                List.of(Errno.ENOSYS, Errno.ENOENT),
                "kvs not loaded; skipping live primary root",
                root(KvsProtocol.PRIMARY, roots)
                        .map(
                                done -> {
                                    say(1, "enumerated live primary root");
                                    return done;
                                }));
    }

    private Promise<Empty> mark(List<Blobref> roots, long epoch) {
        Marker marker = new Marker(epoch);
        return AsyncLoop.each(roots, root -> mark(root, marker)).flatMap(_ -> marker.finished());
    }

    private Promise<Empty> mark(Blobref root, Marker marker) {
        say(1, "marking from root " + root);
        if (!visited.add(root)) {
            return Promise.of(Empty.EMPTY);
        }
        marker.add(root);
        TreeWalk walk =
                new TreeWalk(
                        content, new TreeWalk.Options('.', options.maxRequests()), null, marker);
        marker.walk = walk;
        return walk.run(root);
    }

    /// Collects references and has them marked, a batch at a time.
    private final class Marker implements TreeWalk.Visitor {
        private final long epoch;
        private final RequestWindow window = new RequestWindow(MARKS_UNDER_WAY, this::flush);
        private List<String> batch = new ArrayList<>();
        private @Nullable TreeWalk walk;

        Marker(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public void visit(String path, Treeobj entry) {
            if (entry instanceof Treeobj.Valref valref) {
                valref.blobs().forEach(this::add);
            }
        }

        /// A directory that was visited is marked, and all that is below it.
        @Override
        public boolean descends(String path, Blobref directory) {
            boolean isNew = visited.add(directory);
            if (isNew) {
                add(directory);
            }
            return isNew;
        }

        @Override
        public void fault(String path, Fault fault, FluxException error) {
            String why = fault == Fault.LOAD ? ": " + error.errno().text() : "";
            throw new FluxException(error.errno(), path + ": " + fault.text() + why);
        }

        @Override
        public boolean isReady() {
            FluxException failure = window.failure();
            if (failure != null) {
                throw failure;
            }
            return batch.size() < MARK_BATCH;
        }

        void add(Blobref blob) {
            batch.add(blob.toString());
            sendFull();
        }

        private void sendFull() {
            while (batch.size() >= MARK_BATCH && window.isOpen()) {
                send();
            }
        }

        private void flush() {
            sendFull();
            if (walk != null) {
                walk.resume();
            }
        }

        private void send() {
            int count = Math.min(batch.size(), MARK_BATCH);
            List<String> full = List.copyOf(batch.subList(0, count));
            batch = new ArrayList<>(batch.subList(count, batch.size()));
            window.add(
                    () ->
                            Failures.named(
                                    "mark failed",
                                    tool.rpc()
                                            .call(
                                                    ContentBackingProtocol.MARK,
                                                    0,
                                                    new Mark(epoch, full))),
                    answer -> {
                        marked += answer.marked();
                        say(2, "marked " + answer.marked() + " blobs");
                    });
        }

        Promise<Empty> finished() {
            return window.idle()
                    .flatMap(
                            _ ->
                                    AsyncLoop.loop(
                                            () -> !batch.isEmpty(),
                                            () -> {
                                                send();
                                                return window.idle();
                                            }));
        }
    }

    private Promise<Empty> sweep(GcState horizon) {
        say(1, "starting sweep phase");
        return AsyncLoop.loop(() -> cursor < horizon.highWater(), () -> sweepOnce(horizon))
                .map(
                        done -> {
                            say(1, "sweep complete: deleted " + deleted + " blobs");
                            say(
                                    0,
                                    "gc complete: marked "
                                            + marked
                                            + ", reclaimed "
                                            + deleted
                                            + " blobs (horizon epoch "
                                            + horizon.currentEpoch()
                                            + ")");
                            return done;
                        });
    }

    private Promise<Empty> sweepOnce(GcState horizon) {
        return Failures.named(
                        "sweep failed",
                        tool.rpc()
                                .call(
                                        ContentBackingProtocol.SWEEP,
                                        0,
                                        new Sweep(
                                                horizon.currentEpoch(),
                                                cursor,
                                                horizon.highWater(),
                                                DELETE_CAP,
                                                SWEEP_WINDOW)))
                .map(
                        swept -> {
                            if (swept.cursor() <= cursor) {
                                throw new FluxException(
                                        Errno.EPROTO, "sweep failed: the cursor stands still");
                            }
                            deleted += swept.deleted();
                            cursor = swept.cursor();
                            say(
                                    2,
                                    "swept "
                                            + swept.deleted()
                                            + " blobs, cursor "
                                            + cursor
                                            + "/"
                                            + horizon.highWater());
                            return Empty.EMPTY;
                        });
    }
}
