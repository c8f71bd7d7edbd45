package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
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
            NOTDIR("dirref references non-directory"),
            /// A directory inside itself, which only a store that was tampered with has.
            CYCLE("directory contains itself"),
            /// Deeper than anybody means it to be.
            DEPTH("directories are nested deeper than " + KvsKey.MAX_LEVELS + " levels");

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

    /// Where a directory is: its path, and the directories on the way.
    ///
    /// @param blob what it is loaded from; null inside another one
    private record Place(String path, int level, @Nullable Blobref blob, @Nullable Place above) {
        boolean isInside(Blobref directory) {
            for (Place at = this; at != null; at = at.above) {
                if (at.blob != null && directory.equals(at.blob)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final class Cursor {
        final Place place;
        final Dir dir;
        int next;

        Cursor(Place place, Dir dir) {
            this.place = place;
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

    private final ContentStore content;
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
            ContentStore content,
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
        load(new Place("", 0, root, null), root);
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
        String above = cursor.place.path;
        String path = above.isEmpty() ? name : above + options.separator() + name;
        enter(cursor.place, path, cursor.dir.entryAt(at));
        return true;
    }

    private void enter(Place above, String path, Treeobj entry) {
        visitor.visit(path, entry);
        switch (entry) {
            case Dir dir -> {
                if (isShallow(above, path)) {
                    Place place = new Place(path, above.level + 1, null, above);
                    directories.push(new Cursor(place, dir));
                }
            }
            case Treeobj.Dirref dirref -> {
                if (dirref.blobs().size() != 1) {
                    visitor.fault(
                            path, Visitor.Fault.BADCOUNT, new FluxException(Errno.ENOTRECOVERABLE));
                } else if (above.isInside(dirref.blob())) {
                    visitor.fault(path, Visitor.Fault.CYCLE, new FluxException(Errno.ELOOP));
                } else if (isShallow(above, path) && visitor.descends(path, dirref.blob())) {
                    load(new Place(path, above.level + 1, dirref.blob(), above), dirref.blob());
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

    private boolean isShallow(Place above, String path) {
        if (above.level < KvsKey.MAX_LEVELS) {
            return true;
        }
        visitor.fault(path, Visitor.Fault.DEPTH, new FluxException(Errno.ENAMETOOLONG));
        return false;
    }

    private void load(Place place, Blobref blob) {
        underWay++;
        content.load(blob)
                .then(
                        bytes -> arrived(() -> open(place, bytes)),
                        error ->
                                arrived(
                                        () ->
                                                visitor.fault(
                                                        place.path, Visitor.Fault.LOAD, error)));
    }

    private void open(Place place, byte[] bytes) {
        Treeobj object;
        try {
            object = Treeobj.decode(bytes);
        } catch (FluxException e) {
            visitor.fault(place.path, Visitor.Fault.DECODE, e);
            return;
        }
        if (object instanceof Dir dir) {
            directories.push(new Cursor(place, dir));
        } else {
            visitor.fault(place.path, Visitor.Fault.NOTDIR, new FluxException(Errno.ENOTDIR));
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
