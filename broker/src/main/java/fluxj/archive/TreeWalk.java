package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Walks all of a tree with a bounded number of requests under way. Depth comes first, so that what
/// is in memory is the directories on the way and those under way, not the tree. Entries are
/// visited in the order of their directory; results arrive as they come.
final class TreeWalk {
    /// @param separator between the names of a path
    /// @param window how many requests may be under way
    record Options(char separator, int window) {}

    /// What a walk calls. A [FluxException] from any of these ends the walk with that error.
    interface Visitor {
        /// One blob of a value: what is in it, or why they could not be had.
        record Part(Payload content, @Nullable FluxException error) {}

        /// What may be wrong with a directory.
        enum Fault {
            /// A reference to more or less than one blob.
            BADCOUNT("dirref blobref count is not 1"),
            /// No such blob, or the store has failed.
            LOAD("could not load content"),
            /// A blob that is no valid object.
            DECODE("could not decode tree object"),
            /// An object of another kind.
            NOTDIR("dirref references non-directory");

            private final String text;

            Fault(String text) {
                this.text = text;
            }

            /// In words.
            String text() {
                return text;
            }
        }

        /// Every entry, before anything else is done with it.
        default void visit(String path, Treeobj entry) {}

        /// Whether to go into a directory that is a blob.
        default boolean descends(String path, Blobref directory) {
            return true;
        }

        /// A value inside its directory.
        default void value(String path, Treeobj.Val value) {}

        /// A link.
        default void symlink(String path, Symlink link) {}

        /// A value of blobs, when all of them have been asked for.
        default void blobs(String path, Treeobj.Valref value, List<Part> parts) {}

        /// A directory that cannot be walked.
        void fault(String path, Fault fault, FluxException error);

        /// False holds the walk up until [#resume].
        default boolean isReady() {
            return true;
        }
    }

    private static final class Cursor {
        final String path;
        final Dir dir;
        int next;

        Cursor(String path, Dir dir) {
            this.path = path;
            this.dir = dir;
        }
    }

    private static final class Value {
        final String path;
        final Treeobj.Valref valref;
        final Visitor.@Nullable Part[] parts;
        int asked;
        int answered;

        Value(String path, Treeobj.Valref valref) {
            this.path = path;
            this.valref = valref;
            parts = new Visitor.Part[valref.blobs().size()];
        }
    }

    private final Content content;
    private final Options options;
    private final @Nullable Function<Blobref, Promise<byte[]>> blobs;
    private final Visitor visitor;
    private final ArrayDeque<Cursor> directories = new ArrayDeque<>();
    private final Deferred<Empty> done = new Deferred<>();
    private @Nullable Value current;
    private int underWay;
    private boolean stepping;

    /// @param content where directories are loaded
    /// @param blobs asks for one blob of a value; null when values of blobs are only visited
    TreeWalk(
            Content content,
            Options options,
            @Nullable Function<Blobref, Promise<byte[]>> blobs,
            Visitor visitor) {
        this.content = content;
        this.options = options;
        this.blobs = blobs;
        this.visitor = visitor;
    }

    /// Walks what is below a root, whose own path is empty.
    Promise<Empty> run(Blobref root) {
        load("", root);
        return done;
    }

    /// Goes on after the visitor was not ready.
    void resume() {
        step();
    }

    private void step() {
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!done.isDone()
                    && underWay < options.window()
                    && visitor.isReady()
                    && stepOnce()) {}
        } catch (FluxException e) {
            done.fail(e);
        }
        stepping = false;
        if (underWay == 0 && current == null && directories.isEmpty()) {
            done.complete(Empty.EMPTY);
        }
    }

    private boolean stepOnce() {
        Value value = current;
        if (value != null) {
            askNext(value);
            return true;
        }
        Cursor cursor = directories.peek();
        if (cursor == null) {
            return false;
        }
        if (cursor.next == cursor.dir.size()) {
            directories.pop();
            return true;
        }
        int at = cursor.next++;
        String name = cursor.dir.nameAt(at);
        String path = cursor.path.isEmpty() ? name : cursor.path + options.separator() + name;
        enter(path, cursor.dir.entryAt(at));
        return true;
    }

    private void enter(String path, Treeobj entry) {
        visitor.visit(path, entry);
        switch (entry) {
            case Dir dir -> directories.push(new Cursor(path, dir));
            case Treeobj.Dirref dirref -> {
                if (dirref.blobs().size() != 1) {
                    visitor.fault(
                            path, Visitor.Fault.BADCOUNT, new FluxException(Errno.ENOTRECOVERABLE));
                } else if (visitor.descends(path, dirref.blob())) {
                    load(path, dirref.blob());
                }
            }
            case Treeobj.Valref valref -> {
                if (blobs != null) {
                    current = new Value(path, valref);
                }
            }
            case Treeobj.Val val -> visitor.value(path, val);
            case Symlink link -> visitor.symlink(path, link);
        }
    }

    private void load(String path, Blobref blob) {
        underWay++;
        content.load(blob)
                .then(
                        bytes -> arrived(() -> open(path, bytes)),
                        error -> arrived(() -> visitor.fault(path, Visitor.Fault.LOAD, error)));
    }

    private void open(String path, byte[] bytes) {
        Treeobj object;
        try {
            object = Treeobj.decode(bytes);
        } catch (FluxException e) {
            visitor.fault(path, Visitor.Fault.DECODE, e);
            return;
        }
        if (object instanceof Dir dir) {
            directories.push(new Cursor(path, dir));
        } else {
            visitor.fault(path, Visitor.Fault.NOTDIR, new FluxException(Errno.ENOTDIR));
        }
    }

    private void askNext(Value value) {
        int index = value.asked++;
        if (value.asked == value.parts.length) {
            current = null;
        }
        if (blobs == null) {
            throw new IllegalStateException("a value that nobody asked for");
        }
        underWay++;
        blobs.apply(value.valref.blobs().get(index))
                .then(
                        bytes ->
                                arrived(
                                        () ->
                                                answer(
                                                        value,
                                                        index,
                                                        new Visitor.Part(
                                                                Payload.ofBytes(bytes), null))),
                        error ->
                                arrived(
                                        () ->
                                                answer(
                                                        value,
                                                        index,
                                                        new Visitor.Part(Payload.NONE, error))));
    }

    private void answer(Value value, int index, Visitor.Part part) {
        value.parts[index] = part;
        value.answered++;
        if (value.answered == value.parts.length) {
            visitor.blobs(value.path, value.valref, Arrays.asList(value.parts));
        }
    }

    private void arrived(Runnable handler) {
        underWay--;
        if (done.isDone()) {
            return;
        }
        try {
            handler.run();
        } catch (FluxException e) {
            done.fail(e);
            return;
        }
        step();
    }
}
