package fluxj.shell;

import fluxj.platform.topology.LocalHost;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.RpcClient;
import fluxj.services.resource.ResourceProtocol;
import fluxj.shell.spi.ShellHardware;
import fluxj.wire.Message;
import fluxj.wire.Payload;

/// Asks a broker for the hardware of its host.
public final class HardwareQuery {
    private HardwareQuery() {}

    /// Asks the broker that the client belongs to.
    public static Promise<ShellHardware> ask(RpcClient rpc, Reactor reactor) {
        return rpc.request(ResourceProtocol.TOPO_GET, Message.NODEID_ANY, Payload.NONE, 0)
                .flatMap(
                        response -> {
                            String xml = response.payload().text();
                            return reactor.blocking(
                                    () -> new ShellHardware(xml, LocalHost.coreCpus(xml)));
                        });
    }
}
