package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.Failures;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Writes a snapshot of the KVS, the current one or that of the last checkpoint, to a tar file.
/// Directories are not written, so empty ones are lost.
public final class Dump {
    /// @param checkpoint the root of the last checkpoint rather than the current one
    /// @param noCache load past the content cache
    /// @param ignoreFailedRead go on when blobs cannot be had
    /// @param sdNotify tell systemd how far it is
    /// @param maxRequests how many blobs to ask for at once
    public record Options(
            boolean verbose,
            boolean quiet,
            boolean checkpoint,
            boolean noCache,
            boolean ignoreFailedRead,
            boolean sdNotify,
            int maxRequests) {}

    /// Where the dump goes.
    ///
    /// @param file its name, which tells how it is compressed, or `-`
    /// @param standardOutput what `-` is; closed when the dump is complete
    /// @param seconds the time of values when it is not that of a checkpoint
    /// @param uid the owner of values
    /// @param gid the group of values
    public record Target(
            String file, OutputStream standardOutput, long seconds, int uid, int gid) {}

    private static final int BATCH_BYTES = 1024 * 1024;
    private static final int BATCH_ITEMS = 1000;

    private record Root(Blobref blob, long seconds) {}

    private final ToolContext tool;
    private final Options options;
    private final Target target;
    private final ContentStore content;
    private final Progress progress;

    /// A dump that waits for [#run].
    public Dump(ToolContext tool, Options options, Target target) {
        this.tool = tool;
        this.options = options;
        this.target = target;
        content = new ContentStore(tool.rpc(), options.noCache());
        progress =
                new Progress(
                        tool,
                        "dump",
                        "archived",
                        new Progress.Listener(
                                !options.quiet() && !options.verbose(), options.sdNotify()));
    }

    /// Does it; the file is complete and on the disk when the promise is.
    public Promise<Empty> run() {
        return tool.reactor()
                .blocking(() -> ArchiveWriter.open(target.file(), target.standardOutput()))
                .flatMap(
                        writer ->
                                Failures.closing(
                                        tool.reactor(),
                                        writer,
                                        root().flatMap(root -> write(writer, root))))
                .map(
                        done -> {
                            progress.end();
                            return done;
                        });
    }

    private Promise<Root> root() {
        if (options.checkpoint()) {
            return Failures.named(
                            "error fetching checkpoints",
                            content.checkpoints()
                                    .map(
                                            list -> {
                                                if (list.isEmpty()) {
                                                    throw new FluxException(Errno.ENOENT);
                                                }
                                                return list.getFirst();
                                            }))
                    .map(newest -> new Root(newest.root(), (long) newest.timestamp()));
        }
        return Failures.named(
                "error fetching current KVS root",
                tool.rpc()
                        .call(
                                KvsProtocol.GETROOT,
                                Message.NODEID_ANY,
                                KvsProtocol.Getroot.of(tool.namespace()))
                        .map(info -> new Root(reference(info.rootref()), target.seconds())));
    }

    private static Blobref reference(String text) {
        try {
            return Blobref.parse(text);
        } catch (FormatException e) {
            throw new FluxException(Errno.EPROTO, String.valueOf(e.getMessage()));
        }
    }

    private Promise<Empty> write(ArchiveWriter writer, Root root) {
        Entries entries =
                new Entries(
                        writer,
                        new ArchiveWriter.Stamp(root.seconds(), target.uid(), target.gid()));
        TreeWalk walk =
                new TreeWalk(
                        content,
                        new TreeWalk.Options('/', options.maxRequests()),
                        content::load,
                        entries);
        entries.walk = walk;
        return walk.run(root.blob())
                .flatMap(_ -> entries.flushed())
                .flatMap(
                        done ->
                                inFile(
                                        () -> {
                                            writer.finish();
                                            return done;
                                        }));
    }

    private Promise<Empty> inFile(Callable<Empty> work) {
        return Failures.named("Write error", tool.reactor().blocking(work));
    }

    /// Collects entries and has them written, one batch at a time.
    private final class Entries implements TreeWalk.Visitor {
        private final ArchiveWriter writer;
        private final ArchiveWriter.Stamp stamp;
        private List<ArchiveWriter.Item> batch = new ArrayList<>();
        private long batchBytes;
        private boolean writing;
        private @Nullable FluxException failure;
        private final Deferred<Empty> flushed = new Deferred<>();
        private boolean last;
        private @Nullable TreeWalk walk;

        Entries(ArchiveWriter writer, ArchiveWriter.Stamp stamp) {
            this.writer = writer;
            this.stamp = stamp;
        }

        @Override
        public void value(String path, Treeobj.Val value) {
            add(path, new ArchiveWriter.Value(path, List.of(value.bytes()), false));
        }

        @Override
        public void blobs(String path, Treeobj.Valref value, List<Part> parts) {
            List<byte[]> bytes = new ArrayList<>(parts.size());
            for (int i = 0; i < parts.size(); i++) {
                FluxException error = parts.get(i).error();
                if (error != null) {
                    missing(path + ": missing blobref " + i + ": " + error.errno().text());
                    return;
                }
                byte[] part = parts.get(i).content().bytes();
                bytes.add(part);
                batchBytes += part.length;
            }
            add(path, new ArchiveWriter.Value(path, bytes, true));
        }

        @Override
        public void symlink(String path, Symlink link) {
            String prefix = link.namespace().isPresent() ? link.namespace().get() + "::" : "";
            add(path, new ArchiveWriter.Link(path, prefix + link.target()));
        }

        @Override
        public void fault(String path, Fault fault, FluxException error) {
            if (fault != Fault.LOAD) {
                throw new FluxException(error.errno(), path + ": " + fault.text());
            }
            missing(path + ": " + fault.text() + ": " + error.errno().text());
        }

        private void missing(String line) {
            if (!options.ignoreFailedRead()) {
                throw new FluxException(Errno.EIO, line);
            }
            tool.printer().note(line);
        }

        private void add(String path, ArchiveWriter.Item item) {
            batch.add(item);
            if (options.verbose()) {
                tool.printer().item(path);
            }
            progress.addKey();
            if (isFull()) {
                flush();
            }
        }

        private boolean isFull() {
            return batch.size() >= BATCH_ITEMS || batchBytes >= BATCH_BYTES;
        }

        @Override
        public boolean isReady() {
            if (failure != null) {
                throw failure;
            }
            return !writing || !isFull();
        }

        private void flush() {
            if (writing) {
                return;
            }
            List<ArchiveWriter.Item> full = batch;
            batch = new ArrayList<>();
            batchBytes = 0;
            writing = true;
            inFile(
                            () -> {
                                writer.write(full, stamp);
                                return Empty.EMPTY;
                            })
                    .then(_ -> written(), this::fail);
        }

        private void fail(FluxException error) {
            failure = error;
            writing = false;
            flushed.fail(error);
            resume();
        }

        private void written() {
            writing = false;
            if (last ? !batch.isEmpty() : isFull()) {
                flush();
            } else if (last) {
                flushed.complete(Empty.EMPTY);
            }
            resume();
        }

        private void resume() {
            if (walk != null) {
                walk.resume();
            }
        }

        Promise<Empty> flushed() {
            last = true;
            if (!writing) {
                flush();
            }
            return flushed;
        }
    }
}
