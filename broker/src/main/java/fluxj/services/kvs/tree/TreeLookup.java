package fluxj.services.kvs.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds a key below a root (spec services 2.3, 19.3). A stalled lookup starts again from the same
/// root once what it misses is at hand.
public final class TreeLookup {
    /// How deep symlinks may lead from one to the next.
    private static final int MAX_DEPTH = 10;

    /// The symlinks followed in one lookup: targets that name several links could lead round for
    /// ages within the depth.
    private static final int MAX_LINKS = 1000;

    /// The longest base64 text that a string holds has this many bytes.
    private static final long MAX_VALUE = (Integer.MAX_VALUE - 8L) / 4 * 3;

    private final int flags;
    private final Blobs blobs;
    private final Roots roots;
    private final Deque<Level> levels = new ArrayDeque<>();
    private int links;

    /// A key on the way: that of the request, or the target of a symlink in the one below.
    private static final class Level {
        private final Treeobj.Dirref root;
        private final List<String> names;
        private int next;

        private Level(Treeobj.Dirref root, List<String> names) {
            this.root = root;
            this.names = names;
        }

        private boolean isFinished() {
            return next == names.size();
        }
    }

    private TreeLookup(int flags, Blobs blobs, Roots roots) {
        this.flags = flags;
        this.blobs = blobs;
        this.roots = roots;
    }

    /// Looks a key up.
    ///
    /// @param flags of [KvsProtocol]: READDIR, READLINK and TREEOBJ count here
    public static LookupResult find(KvsKey key, int flags, Blobref root, Blobs blobs, Roots roots) {
        try {
            return new TreeLookup(flags, blobs, roots).find(key, new Treeobj.Dirref(root));
        } catch (FluxException e) {
            return new LookupResult.Refused(e);
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private LookupResult find(KvsKey key, Treeobj.Dirref root) {
        levels.push(new Level(root, key.names()));
        Treeobj here = root;
        while (true) {
            while (levels.size() > 1 && levels.element().isFinished()) {
                levels.pop();
            }
            Level level = levels.element();
            if (level.isFinished()) {
                return value(here, key.isRoot());
            }
            Optional<Dir> dir;
            switch (here) {
                case Dir inside -> dir = Optional.of(inside);
                case Treeobj.Dirref reference -> dir = directory(reference, here.equals(root));
                case Treeobj.Val _, Treeobj.Valref _, Symlink _ -> {
                    return new LookupResult.NotThere();
                }
            }
            if (dir.isEmpty()) {
                return missing(here);
            }
            Optional<Treeobj> entry = dir.get().get(level.names.get(level.next++));
            if (entry.isEmpty()) {
                return new LookupResult.NotThere();
            }
            here = entry.get();
            if (here instanceof Symlink link && isFollowed()) {
                Optional<Treeobj.Dirref> start = follow(link, level);
                if (start.isEmpty()) {
                    return new LookupResult.UnknownNamespace(link.namespace().orElseThrow());
                }
                here = start.get();
            }
        }
    }

    /// A link is followed unless it is the end of the way and asked for itself.
    private boolean isFollowed() {
        return !has(KvsProtocol.READLINK | KvsProtocol.TREEOBJ)
                || levels.stream().anyMatch(level -> !level.isFinished());
    }

    /// Goes on with the target of a link, from the root that is returned; empty when that is not
    /// known.
    private Optional<Treeobj.Dirref> follow(Symlink link, Level level) {
        if (levels.size() > MAX_DEPTH || ++links > MAX_LINKS) {
            throw new FluxException(Errno.ELOOP);
        }
        Optional<Treeobj.Dirref> start =
                link.namespace().isEmpty()
                        ? Optional.of(level.root)
                        : roots.root(link.namespace().get()).map(Treeobj.Dirref::new);
        start.ifPresent(root -> levels.push(new Level(root, KvsKey.of(link.target()).names())));
        return start;
    }

    /// The directory; that the root of the request is none is the fault of who asked.
    private Optional<Dir> directory(Treeobj.Dirref reference, boolean isRoot) {
        try {
            return blobs.directory(reference.blob());
        } catch (FluxException e) {
            throw isRoot && e.errno().equals(Errno.ENOTRECOVERABLE)
                    ? new FluxException(Errno.EINVAL)
                    : e;
        }
    }

    private static LookupResult missing(Treeobj reference) {
        if (reference instanceof Treeobj.Dirref dirref) {
            return new LookupResult.Missing(Set.of(dirref.blob()));
        }
        throw new IllegalStateException("only a reference can be missing");
    }

    private LookupResult value(Treeobj object, boolean isRoot) {
        if (has(KvsProtocol.TREEOBJ)) {
            return new LookupResult.Found(object);
        }
        boolean link = object instanceof Symlink;
        if (has(KvsProtocol.READLINK) && !link && !isRoot) {
            throw new FluxException(Errno.EINVAL);
        }
        boolean directory = object instanceof Dir || object instanceof Treeobj.Dirref;
        if (directory != has(KvsProtocol.READDIR)) {
            throw new FluxException(directory ? Errno.EISDIR : Errno.ENOTDIR);
        }
        return switch (object) {
            case Dir _, Treeobj.Val _, Symlink _ -> new LookupResult.Found(object);
            case Treeobj.Dirref reference -> {
                Optional<Dir> dir = directory(reference, isRoot);
                yield dir.isPresent() ? new LookupResult.Found(dir.get()) : missing(reference);
            }
            case Treeobj.Valref(List<Blobref> parts) -> concatenation(parts);
        };
    }

    private LookupResult concatenation(List<Blobref> parts) {
        Set<Blobref> absent = new LinkedHashSet<>();
        long total = 0;
        for (Blobref part : parts) {
            Optional<byte[]> bytes = blobs.bytes(part);
            if (bytes.isEmpty()) {
                absent.add(part);
            } else {
                total += bytes.get().length;
            }
        }
        if (!absent.isEmpty()) {
            return new LookupResult.Missing(absent);
        }
        if (total > MAX_VALUE) {
            throw new FluxException(Errno.EOVERFLOW);
        }
        if (parts.size() == 1) {
            return new LookupResult.Found(
                    Treeobj.Val.of(blobs.bytes(parts.getFirst()).orElseThrow()));
        }
        byte[] value = new byte[(int) total];
        int at = 0;
        for (Blobref part : parts) {
            byte[] bytes = blobs.bytes(part).orElseThrow();
            System.arraycopy(bytes, 0, value, at, bytes.length);
            at += bytes.length;
        }
        return new LookupResult.Found(Treeobj.Val.of(value));
    }
}
