package fluxj.overlay.tree;

import fluxj.format.Taskmap;
import fluxj.zmtp.crypto.CurveKeyPair;

import java.util.List;
import java.util.Optional;

/// How a broker finds its peers and proves who it is.
public sealed interface LinkPlan {
    /// No peers: an instance of one broker.
    record Alone() implements LinkPlan {}

    /// Everything is known beforehand, as with a host table (spec broker 3).
    ///
    /// @param bind where to listen for children; empty without children, or in recovery mode
    /// @param endpoint the URI by which children know this broker
    /// @param parent the parent's URI; empty on rank 0
    /// @param key the key pair that all brokers share; empty for no security (tests, simulation)
    /// @param ipv6 whether IPv6 addresses are used
    record Fixed(
            Optional<String> bind,
            Optional<String> endpoint,
            Optional<String> parent,
            Optional<SharedKey> key,
            boolean ipv6)
            implements LinkPlan {}

    /// Addresses and keys are exchanged through `bootstrap.*` (PMI, spec broker 4.3).
    ///
    /// @param bind where to listen for children, with `*` for any port
    /// @param own this broker's key pair
    /// @param mapping which brokers share a node
    /// @param preferTcp whether TCP is used on one node too
    record Exchange(List<String> bind, CurveKeyPair own, Taskmap mapping, boolean preferTcp)
            implements LinkPlan {}

    /// One key pair for a whole system, and the name of its certificate.
    record SharedKey(CurveKeyPair pair, String name) {}
}
