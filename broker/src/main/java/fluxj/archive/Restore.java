package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.Failures;
import fluxj.format.Blobref;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Reads a dump into the content store and points a checkpoint or a key at it. Values go to the
/// store as they are read; the directories stay in memory until the end of the archive.
public final class Restore {
    /// @param noCache store past the content cache
    /// @param sdNotify tell systemd how far it is
    /// @param sizeLimit skip values larger than this; 0 for none
    /// @param maxRequests how many blobs to store at once
    public record Options(
            boolean verbose,
            boolean quiet,
            boolean noCache,
            boolean sdNotify,
            long sizeLimit,
            int maxRequests) {}

    /// What is restored from and where to.
    ///
    /// @param file the archive, or `-`
    /// @param standardInput what `-` is
    /// @param key where to put it; none for the checkpoint the KVS starts with next
    public record Source(String file, InputStream standardInput, Optional<String> key) {}

    /// Values shorter than the longest blobref stay in their directory.
    private static final int INLINE_BELOW = 72;

    private static final int SHORT_DIGEST = 8;

    private final ToolContext tool;
    private final Options options;
    private final Source source;
    private final ContentStore content;
    private final Progress progress;
    private final DirTree root = DirTree.root();
    private long newest;

    /// A restore that waits for [#run].
    public Restore(ToolContext tool, Options options, Source source) {
        this.tool = tool;
        this.options = options;
        this.source = source;
        content = new ContentStore(tool.rpc(), options.noCache());
        progress =
                new Progress(
                                tool,
                                "restore",
                                "restored",
                                new Progress.Listener(
                                        !options.quiet() && !options.verbose(), options.sdNotify()))
                        .withBlobs();
    }

    /// Does it.
    public Promise<Empty> run() {
        if (source.key().filter(key -> KvsKey.of(key).isRoot() || key.isEmpty()).isPresent()) {
            return Promise.failed(
                    new FluxException(
                            Errno.EINVAL,
                            "error updating " + source.key().get() + ": " + Errno.EINVAL.text()));
        }
        return tool.reactor()
                .blocking(
                        () ->
                                ArchiveReader.open(
                                        source.file(), source.standardInput(), options.sizeLimit()))
                .flatMap(this::read)
                .map(
                        blob -> {
                            progress.end();
                            return blob;
                        })
                .flatMap(this::publish)
                .flatMap(_ -> options.noCache() ? Promise.of(Empty.EMPTY) : flush());
    }

    private Promise<Blobref> read(ArchiveReader reader) {
        return Failures.closing(
                        tool.reactor(),
                        reader,
                        checkStopped().flatMap(_ -> new Values(reader).run()))
                .flatMap(
                        done ->
                                tool.reactor()
                                        .blocking(
                                                () -> {
                                                    reader.close();
                                                    return done;
                                                }))
                .flatMap(_ -> new Directories().run());
    }

    /// The KVS must not run when the checkpoint that it starts with is replaced.
    private Promise<Empty> checkStopped() {
        if (source.key().isPresent()) {
            return Promise.of(Empty.EMPTY);
        }
        return KvsState.isRunning(tool)
                .map(
                        running -> {
                            if (running) {
                                throw new FluxException(
                                        Errno.EBUSY,
                                        "please unload kvs module before using --checkpoint");
                            }
                            return Empty.EMPTY;
                        });
    }

    /// Takes entries off the archive and stores the values.
    private final class Values {
        private final ArchiveReader reader;
        private final RequestWindow window = new RequestWindow(options.maxRequests(), this::step);
        private final DirTree.Members members = new DirTree.Members(root);
        private final Deferred<Empty> done = new Deferred<>();
        private Iterator<ArchiveReader.Item> items = List.<ArchiveReader.Item>of().iterator();
        private boolean reading;
        private boolean last;
        private boolean stepping;

        Values(ArchiveReader reader) {
            this.reader = reader;
        }

        Promise<Empty> run() {
            step();
            return done.flatMap(_ -> window.idle());
        }

        private void step() {
            if (stepping || reading || done.isDone()) {
                return;
            }
            stepping = true;
            try {
                while (window.isOpen() && items.hasNext()) {
                    take(items.next());
                }
            } catch (FluxException e) {
                done.fail(e);
            }
            stepping = false;
            if (window.failure() != null || (last && !items.hasNext())) {
                done.complete(Empty.EMPTY);
            } else if (!items.hasNext() && !done.isDone()) {
                reading = true;
                tool.reactor().blocking(reader::next).then(this::arrived, done::fail);
            }
        }

        private void arrived(ArchiveReader.Batch batch) {
            reading = false;
            items = batch.items().iterator();
            last = batch.last();
            newest = batch.newest();
            step();
        }

        private void take(ArchiveReader.Item item) {
            switch (item) {
                case ArchiveReader.TooLarge(String path, long size) ->
                        skip(path + " size " + size + " exceeds " + options.sizeLimit() + " limit");
                case ArchiveReader.Other(String path) -> skip(path + " is neither file nor link");
                case ArchiveReader.Link(String path, String target) ->
                        named(path)
                                .ifPresent(
                                        name -> {
                                            DirTree.Name.of(target);
                                            members.put(name, path, link(target));
                                            verbose(path + " -> " + target);
                                            progress.addKey();
                                        });
                case ArchiveReader.HardLink(String path, String target) ->
                        named(path).ifPresent(name -> hardLink(name, path, target));
                case ArchiveReader.Value(String path, Payload value) ->
                        named(path)
                                .ifPresent(
                                        name -> {
                                            verbose(path);
                                            store(name, path, value.bytes());
                                        });
            }
        }

        private void skip(String why) {
            tool.printer().item(why + ", skipping");
        }

        private Optional<DirTree.Name> named(String path) {
            DirTree.Name name = DirTree.Name.of(path);
            if (DirTree.Name.leadsUp(path)) {
                skip(path + " leads out of the archive");
                return Optional.empty();
            }
            if (name.names().isEmpty()) {
                skip(path + " has no name");
                return Optional.empty();
            }
            return Optional.of(name);
        }

        private void hardLink(DirTree.Name name, String path, String target) {
            DirTree.Name before = DirTree.Name.of(target);
            if (before.names().isEmpty() || !members.link(name, path, before)) {
                skip(path + " is a link to " + target + ", which was not restored");
                return;
            }
            verbose(path);
            progress.addKey();
        }

        private void store(DirTree.Name name, String path, byte[] bytes) {
            if (bytes.length < INLINE_BELOW) {
                members.put(name, path, Treeobj.Val.of(bytes));
                progress.addKey();
                return;
            }
            DirTree.Members.Coming coming = members.coming(name, path);
            window.add(
                    () -> Failures.named("error storing blob for " + path, content.store(bytes)),
                    blob -> {
                        members.arrived(coming, new Treeobj.Valref(List.of(blob)));
                        progress.addBlob();
                        progress.addKey();
                    });
        }
    }

    private void verbose(String line) {
        if (options.verbose()) {
            tool.printer().item(line);
        }
    }

    private static Symlink link(String target) {
        int at = target.indexOf("::");
        return at < 0
                ? new Symlink(target, Optional.empty())
                : new Symlink(target.substring(at + 2), Optional.of(target.substring(0, at)));
    }

    /// Stores the directories from the bottom up.
    private final class Directories {
        private final RequestWindow window = new RequestWindow(options.maxRequests(), this::step);
        private final Deferred<Blobref> done = new Deferred<>();
        private final ArrayDeque<DirTree> ready = new ArrayDeque<>(new ArrayList<>(root.leaves()));
        private boolean stepping;

        Promise<Blobref> run() {
            step();
            window.idle().then(_ -> {}, done::fail);
            return done;
        }

        private void step() {
            if (stepping) {
                return;
            }
            stepping = true;
            while (window.isOpen() && !ready.isEmpty()) {
                DirTree dir = ready.pop();
                window.add(
                        () ->
                                Failures.named(
                                        "error storing dirref blob", content.store(dir.encode())),
                        blob -> stored(dir, blob));
            }
            stepping = false;
        }

        private void stored(DirTree dir, Blobref blob) {
            progress.addBlob();
            DirTree parent = dir.parent();
            if (parent == null) {
                done.complete(blob);
            } else if (parent.stored(dir.name(), new Treeobj.Dirref(blob))) {
                ready.push(parent);
            }
        }
    }

    private Promise<Empty> publish(Blobref blob) {
        String reference = blob.toString();
        String beginning = reference.substring(0, reference.indexOf('-') + 1 + SHORT_DIGEST);
        if (source.key().isEmpty()) {
            say("writing snapshot " + beginning + " to checkpoint for next KVS start");
            return Failures.named(
                    "error updating checkpoint",
                    content.checkpoint(new ContentStore.Checkpoint(blob, 0, newest)));
        }
        String key = source.key().get();
        say("writing snapshot " + beginning + " to KVS key '" + key + "'");
        JsonObject put =
                JsonObject.builder()
                        .put("key", KvsKey.of(key).toString())
                        .put("flags", 0)
                        .put("dirent", new Treeobj.Dirref(blob).toJson())
                        .build();
        return Failures.named(
                "error updating " + key,
                tool.rpc()
                        .call(
                                KvsProtocol.COMMIT,
                                Message.NODEID_ANY,
                                new KvsProtocol.Commit(tool.namespace(), 0, JsonArray.of(put)))
                        .map(_ -> Empty.EMPTY));
    }

    private void say(String line) {
        if (!options.quiet()) {
            tool.printer().note(line);
        }
    }

    /// What is in the cache is as good as stored, so a failure to flush it is no failure.
    private Promise<Empty> flush() {
        Deferred<Empty> done = new Deferred<>();
        tool.rpc()
                .call(ContentProtocol.FLUSH, 0, Empty.EMPTY)
                .then(
                        done::complete,
                        error -> {
                            tool.printer()
                                    .note("error flushing content cache: " + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }
}
