package fluxj.services.kvs.tree;

import fluxj.format.Blobref;

import java.util.Optional;

/// The roots of namespaces that a symlink may lead to, as the one who looks up may see them.
@FunctionalInterface
public interface Roots {
    /// The root of a namespace; empty when it is not known here yet but may be asked for.
    ///
    /// @throws fluxj.errors.FluxException EPERM when he may not read it, ENOTSUP when there is no
    ///   such namespace
    Optional<Blobref> root(String namespace);
}
