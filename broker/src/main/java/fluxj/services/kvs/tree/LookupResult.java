package fluxj.services.kvs.tree;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.treeobj.Treeobj;

import java.util.Set;

/// What became of a lookup.
public sealed interface LookupResult {
    /// The object, in the form that the flags ask for.
    record Found(Treeobj object) implements LookupResult {}

    /// No such key: ENOENT for `kvs.lookup`.
    record NotThere() implements LookupResult {}

    /// These blobs are not at hand; load them and look up again.
    record Missing(Set<Blobref> refs) implements LookupResult {}

    /// The root of this namespace is not at hand; ask for it and look up again.
    record UnknownNamespace(String namespace) implements LookupResult {}

    /// An error.
    record Refused(FluxException error) implements LookupResult {}
}
