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
import java.util.function.Function;

/// Walks all of a tree with a bounded number of requests under way. Depth comes first, so that what
/// is in memory is the directories on the way and those under way, not the tree. Entries are
/// visited in the order of their directory; results arrive as they come.
final class TreeWalk {
    /// @param separator between the names of a path
    /// @param window how many requests may be under way
    record Options(char separator, int window) {}

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
        final TreeVisitor.@Nullable Part[] parts;
        int asked;
        int answered;

        Value(String path, Treeobj.Valref valref) {
            this.path = path;
            this.valref = valref;
            parts = new TreeVisitor.Part[valref.blobs().size()];
        }
    }

    private final Content content;
    private final Options options;
    private final @Nullable Function<Blobref, Promise<byte[]>> blobs;
    private final TreeVisitor visitor;
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
            TreeVisitor visitor) {
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
                            path,
                            TreeVisitor.Fault.BADCOUNT,
                            new FluxException(Errno.ENOTRECOVERABLE));
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
                        error -> arrived(() -> visitor.fault(path, TreeVisitor.Fault.LOAD, error)));
    }

    private void open(String path, byte[] bytes) {
        Treeobj object;
        try {
            object = Treeobj.decode(bytes);
        } catch (FluxException e) {
            visitor.fault(path, TreeVisitor.Fault.DECODE, e);
            return;
        }
        if (object instanceof Dir dir) {
            directories.push(new Cursor(path, dir));
        } else {
            visitor.fault(path, TreeVisitor.Fault.NOTDIR, new FluxException(Errno.ENOTDIR));
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
                                                        new TreeVisitor.Part(
                                                                Payload.ofBytes(bytes), null))),
                        error ->
                                arrived(
                                        () ->
                                                answer(
                                                        value,
                                                        index,
                                                        new TreeVisitor.Part(
                                                                Payload.NONE, error))));
    }

    private void answer(Value value, int index, TreeVisitor.Part part) {
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
