package fluxj.services.kvs.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Applies the operations of a commit to a root, all or none (spec services 19.2), and makes the
/// blobs of the new root, bit by bit those of flux-core. Only directories that an operation went
/// through are encoded again. Which error a commit is refused with does not depend on what is at
/// hand: an operation that lacks a directory is waited for before one behind it is refused.
public final class CommitCore {
    /// The symlinks followed on the way to one key; flux-core has no limit here and dies of a loop.
    private static final int MAX_LINKS = 40;

    private final String namespace;
    private final Blobs blobs;
    private final BlobMaker maker;
    private final WorkDir root;
    private final Set<Blobref> missing = new LinkedHashSet<>();

    /// Where an operation acts.
    private record Place(WorkDir dir, String name) {}

    private CommitCore(String namespace, Blobs blobs, BlobMaker maker, Dir root) {
        this.namespace = namespace;
        this.blobs = blobs;
        this.maker = maker;
        this.root = new WorkDir(root);
    }

    /// Applies the operations in order. Without any, the new root is the old one.
    ///
    /// @param namespace whose root it is: symlinks that name another one are not followed
    public static CommitResult apply(
            HashType hash, String namespace, Blobref root, List<Op> ops, Blobs blobs) {
        if (ops.isEmpty()) {
            return new CommitResult.NewRoot(root, List.of(), List.of());
        }
        try {
            Optional<Dir> before = blobs.directory(root);
            if (before.isEmpty()) {
                return new CommitResult.Missing(Set.of(root));
            }
            return new CommitCore(namespace, blobs, new BlobMaker(hash), before.get()).apply(ops);
        } catch (FluxException e) {
            return new CommitResult.Refused(e);
        }
    }

    private CommitResult apply(List<Op> ops) {
        Set<String> keys = new LinkedHashSet<>();
        for (Op op : ops) {
            try {
                keys.add(apply(op).toString());
            } catch (FluxException e) {
                if (missing.isEmpty()) {
                    throw e;
                }
                return new CommitResult.Missing(missing);
            }
        }
        if (!missing.isEmpty()) {
            return new CommitResult.Missing(missing);
        }
        Blobref ref = maker.store(root);
        return new CommitResult.NewRoot(ref, maker.blobs(), List.copyOf(keys));
    }

    private KvsKey apply(Op op) {
        return switch (op) {
            case Op.Set(KvsKey key, Treeobj object) -> {
                walk(key, true).ifPresent(place -> place.dir.set(place.name, object));
                yield key;
            }
            case Op.Append(KvsKey key, Treeobj.Val val) -> {
                walk(key, true).ifPresent(place -> append(place.dir, place.name, val));
                yield key;
            }
            case Op.Unlink(KvsKey key) -> {
                walk(key, false).ifPresent(place -> place.dir.remove(place.name));
                yield key;
            }
            case Op.Invalid(KvsKey key, FluxException error) -> {
                if (walk(key, true).isPresent()) {
                    throw error;
                }
                yield key;
            }
            case Op.Malformed(FluxException error) -> throw error;
        };
    }

    /// The directory that has the last name of a key. Empty when it is not at hand, which is then
    /// noted, or when it is not there and shall not be made.
    private Optional<Place> walk(KvsKey key, boolean make) {
        if (key.isRoot()) {
            throw new FluxException(Errno.EINVAL);
        }
        List<String> names = key.names();
        WorkDir dir = root;
        int links = 0;
        for (int i = 0; i < names.size() - 1; ) {
            String name = names.get(i);
            Optional<WorkDir> below = dir.opened(name);
            Optional<Treeobj> entry = below.isPresent() ? Optional.empty() : dir.entry(name);
            if (entry.isPresent() && entry.get() instanceof Symlink link) {
                if (++links > MAX_LINKS) {
                    throw new FluxException(Errno.ELOOP);
                }
                names = redirect(link, names.subList(i + 1, names.size()));
                dir = root;
                i = 0;
                continue;
            }
            if (below.isEmpty()) {
                below = open(dir, name, entry, make);
            }
            if (below.isEmpty()) {
                return Optional.empty();
            }
            dir = below.get();
            i++;
        }
        return Optional.of(new Place(dir, names.getLast()));
    }

    private List<String> redirect(Symlink link, List<String> rest) {
        if (link.namespace().filter(other -> !other.equals(namespace)).isPresent()) {
            throw new FluxException(Errno.EINVAL);
        }
        List<String> names = new ArrayList<>(KvsKey.of(link.target() + ".").names());
        names.addAll(rest);
        return names;
    }

    private Optional<WorkDir> open(
            WorkDir dir, String name, Optional<Treeobj> entry, boolean make) {
        if (entry.isPresent() && entry.get() instanceof Dir inside) {
            return Optional.of(dir.open(name, inside));
        }
        if (entry.isPresent() && entry.get() instanceof Treeobj.Dirref reference) {
            Optional<Dir> stored = blobs.directory(reference.blob());
            if (stored.isEmpty()) {
                missing.add(reference.blob());
            }
            return stored.map(directory -> dir.open(name, directory));
        }
        return make ? Optional.of(dir.open(name, Dir.EMPTY)) : Optional.empty();
    }

    private void append(WorkDir dir, String name, Treeobj.Val more) {
        if (dir.opened(name).isPresent()) {
            throw new FluxException(Errno.EISDIR);
        }
        Optional<Treeobj> entry = dir.entry(name);
        if (entry.isEmpty()) {
            dir.set(name, more);
            return;
        }
        switch (entry.get()) {
            case Treeobj.Valref(List<Blobref> parts) -> {
                List<Blobref> all = new ArrayList<>(parts.size() + 1);
                all.addAll(parts);
                all.add(maker.store(more));
                dir.set(name, new Treeobj.Valref(all));
            }
            case Treeobj.Val val ->
                    dir.set(name, new Treeobj.Valref(List.of(maker.store(val), maker.store(more))));
            case Symlink _ -> throw new FluxException(Errno.EOPNOTSUPP);
            case Dir _, Treeobj.Dirref _ -> throw new FluxException(Errno.EISDIR);
        }
    }
}
