package fluxj.shell;

import fluxj.core.broker.BrokerProtocol;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.platform.topology.LocalHost;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.RpcClient;
import fluxj.services.resource.ResourceProtocol;
import fluxj.shell.spi.ShellHardware;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.nio.file.Path;
import java.util.Optional;

/// Asks a broker for what does not change on its host.
public final class HostQuery {
    private static final String PMI_LIBRARY = "pmi_library_path";

    private HostQuery() {}

    /// The hardware, of the broker that the client belongs to.
    public static Promise<ShellHardware> hardware(RpcClient rpc, Reactor reactor) {
        return rpc.request(ResourceProtocol.TOPO_GET, Message.NODEID_ANY, Payload.NONE, 0)
                .flatMap(
                        response -> {
                            String xml = response.payload().text();
                            return reactor.blocking(
                                    () -> new ShellHardware(xml, LocalHost.coreCpus(xml)));
                        });
    }

    /// Where flux-core's library for PMI is. A broker without flux-core answers with an error,
    /// which is an answer.
    public static Promise<Optional<Path>> pmiLibrary(RpcClient rpc) {
        Deferred<Optional<Path>> result = new Deferred<>();
        rpc.call(
                        BrokerProtocol.CONF_BUILTIN,
                        Message.NODEID_ANY,
                        new BrokerProtocol.Keys(JsonArray.of(JsonValue.of(PMI_LIBRARY))))
                .then(
                        found ->
                                result.complete(
                                        Optional.ofNullable(found.values().get(PMI_LIBRARY))
                                                .map(Path::of)),
                        _ -> result.complete(Optional.empty()));
        return result;
    }
}
