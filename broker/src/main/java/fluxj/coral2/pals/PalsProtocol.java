package fluxj.coral2.pals;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;

/// The port distributor as commands see it. Flux-coral2's answers nothing of the kind.
public final class PalsProtocol {
    /// Who holds ports.
    ///
    /// @param id the job
    /// @param hosts its hosts, a hostlist
    /// @param running false when the job does not run any more: its ports have leaked
    public record Holder(long id, List<Integer> ports, String hosts, boolean running) {}

    /// The ports.
    ///
    /// @param min the first
    /// @param max the one after the last
    /// @param free how many nobody holds
    /// @param lost ports that are neither free nor held
    /// @param waiting jobs that wait for ports
    public record Ports(
            int min,
            int max,
            int free,
            List<Integer> lost,
            List<Holder> holders,
            List<Long> waiting) {}

    /// Reads the ports of the newest of the plugins.
    public static final RpcMethod<Empty, Ports> PORTS =
            new RpcMethod<>(
                    "job-manager.cray-pmi-bootstrap.ports", Empty.class, Ports.class, Access.USER);

    /// The same of the one with the old name.
    public static final RpcMethod<Empty, Ports> OLD_PORTS =
            new RpcMethod<>(
                    "job-manager.cray_pals_port_distributor.ports",
                    Empty.class,
                    Ports.class,
                    Access.USER);

    private PalsProtocol() {}
}
