package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.platform.HostFacts;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;
import fluxj.rpc.RpcClient;
import fluxj.service.Severity;

import java.util.function.BiConsumer;

/// The world of the service.
///
/// @param rpc calls to the broker
/// @param kubernetes where workflows are
/// @param log takes lines for whoever runs it
public record DwsHost(
        RpcClient rpc, Kubernetes kubernetes, Local local, BiConsumer<Severity, String> log) {
    /// What it has without a network.
    public record Local(Reactor reactor, WallClock clock, HostFacts facts) {}

    Reactor reactor() {
        return local.reactor();
    }

    void warn(String line) {
        log.accept(Severity.WARNING, line);
    }

    void debug(String line) {
        log.accept(Severity.DEBUG, line);
    }
}
