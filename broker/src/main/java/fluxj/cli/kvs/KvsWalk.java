package fluxj.cli.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// A directory that a command lists with all below it, and the way to it. What is stored is not to
/// be trusted: a directory that no key leads to, that contains itself or is nested without end is
/// refused, and a listing keeps its open directories in a list of its own.
final class KvsWalk {
    private final @Nullable KvsWalk above;
    private final String key;
    private final Dir dir;
    private final int level;
    private final Optional<Blobref> blob;
    private int next;

    private KvsWalk(@Nullable KvsWalk above, String key, Dir dir, Optional<Blobref> blob) {
        this.above = above;
        this.key = key;
        this.dir = dir;
        this.blob = blob;
        level = above == null ? 0 : above.level + 1;
    }

    /// Begins at a directory.
    static KvsWalk at(String key, Dir dir) {
        return new KvsWalk(null, key, dir, Optional.empty());
    }

    /// The directory this one was entered from; null for the first.
    @Nullable KvsWalk above() {
        return above;
    }

    /// Its key, as the caller spelled that of the first.
    String key() {
        return key;
    }

    /// What is in it.
    Dir dir() {
        return dir;
    }

    /// The index of the next entry, once each; the number of entries when there is no more.
    int next() {
        return next < dir.size() ? next++ : next;
    }

    /// The key of an entry.
    String keyAt(int index) {
        return below(key, dir.nameAt(index));
    }

    /// The key of an entry, below the key of its directory as the caller spelled that.
    static String below(String key, String name) {
        if (key.equals(".")) {
            return name;
        }
        return key.endsWith(".") ? key + name : key + "." + name;
    }

    /// Enters the directory that is an entry.
    ///
    /// @throws FluxException ENOENT when no key leads there, ELOOP when it is one of those on the
    ///   way, ENAMETOOLONG when there are too many of them
    KvsWalk enter(KvsView view, int index) {
        if (!KvsKey.isName(dir.nameAt(index))) {
            throw new FluxException(Errno.ENOENT);
        }
        if (level == KvsKey.MAX_LEVELS) {
            throw new FluxException(
                    Errno.ENAMETOOLONG,
                    "directories are nested deeper than " + KvsKey.MAX_LEVELS + " levels");
        }
        Optional<Blobref> inside = Optional.empty();
        if (dir.entryAt(index) instanceof Treeobj.Dirref dirref) {
            inside = Optional.of(dirref.blob());
            for (KvsWalk at = this; at != null; at = at.above) {
                if (at.blob.equals(inside)) {
                    throw new FluxException(Errno.ELOOP, "directory contains itself");
                }
            }
        }
        String entered = keyAt(index);
        return new KvsWalk(this, entered, view.directory(entered), inside);
    }
}
