package fluxj.sim;

import fluxj.broker.Broker;
import fluxj.broker.BrokerOptions;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One run of a whole broker in the simulator.
public final class SimProcess {
    private final SimReactor reactor;
    private final SimPlatform platform;
    private OptionalInt exitCode = OptionalInt.empty();

    SimProcess(SimReactor reactor, SimPlatform platform) {
        this.reactor = reactor;
        this.platform = platform;
    }

    void start(BrokerOptions options) {
        reactor.post(
                () ->
                        new Broker(
                                        platform,
                                        options,
                                        Map.of(),
                                        fault -> {
                                            throw fault;
                                        })
                                .run()
                                .then(
                                        code -> exitCode = OptionalInt.of(code),
                                        error -> exitCode = OptionalInt.of(1)));
    }

    SimReactor reactor() {
        return reactor;
    }

    /// Its exit code, when it has ended by itself.
    public OptionalInt exitCode() {
        return exitCode;
    }

    /// What it wrote to standard error, as log-stderr-level lets it.
    public List<String> errorLines() {
        return platform.errorLines();
    }

    /// True when standard error has a line with that text.
    public boolean complained(String text) {
        for (String line : platform.errorLines()) {
            if (line.contains(text)) {
                return true;
            }
        }
        return false;
    }

    /// What its processes do.
    public SimProcesses processes() {
        return platform.simProcesses();
    }

    /// Sends it a signal.
    public void signal(int signum) {
        platform.signal(signum);
    }

    /// Calls into it as a local module; empty before it runs. Inside [SimCluster#at] only.
    public Optional<RpcClient> rpc() {
        reactor.checkConfined();
        return platform.door().map(ServiceContext::rpc);
    }

    /// The value of one of its attributes.
    public Optional<String> attribute(String name) {
        return platform.door().flatMap(door -> door.attributes().get(name));
    }
}
