package fluxj.services.kvs.tree;

import fluxj.errors.FluxException;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Treeobj;

/// One operation of a commit. What is wrong with it shows when its turn comes, as in flux-core: an
/// error of an operation before it is the one that is answered.
public sealed interface Op {

    /// Sets an entry; directories on the way are made.
    record Set(KvsKey key, Treeobj object) implements Op {}

    /// Appends to a value, or makes it.
    record Append(KvsKey key, Treeobj.Val val) implements Op {}

    /// Takes an entry away; that there is none is not an error.
    record Unlink(KvsKey key) implements Op {}

    /// Something that cannot be set or appended: refused once the way to `key` is found good.
    record Invalid(KvsKey key, FluxException error) implements Op {}

    /// Not an operation at all.
    record Malformed(FluxException error) implements Op {}
}
