package fluxj.core.statemachine;

import fluxj.format.Idset;
import fluxj.module.CoreServices;
import fluxj.module.ModuleEnvironment;
import fluxj.overlay.OverlayProtocol;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Log;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.Optional;

/// Names, again and again, the brokers below that a shutdown waits for.
final class ShutdownWarning {
    private final RpcClient rpc;
    private final ModuleEnvironment broker;
    private final Log log;
    private final StateMachine machine;
    private Optional<Timer> timer = Optional.empty();

    ShutdownWarning(CoreServices core, StateMachine machine) {
        rpc = core.rpc();
        broker = core.environment();
        log = broker.logs().apply("broker");
        this.machine = machine;
    }

    void begin(Duration period) {
        if (period.isPositive()) {
            timer = Optional.of(broker.reactor().every(period, this::ask));
        }
    }

    private void ask() {
        if (machine.state() != BrokerState.SHUTDOWN) {
            timer.ifPresent(Timer::cancel);
            return;
        }
        rpc.request(OverlayProtocol.HEALTH.topic(), Message.NODEID_ANY, Payload.of(Empty.EMPTY), 0)
                .map(response -> response.payload().as(OverlayProtocol.Health.class))
                .then(this::warn, _ -> log.err("shutdown delayed: waiting for peers"));
    }

    private void warn(OverlayProtocol.Health health) {
        if (machine.state() != BrokerState.SHUTDOWN) {
            return;
        }
        Idset.Builder ranks = Idset.builder();
        int count = 0;
        for (OverlayProtocol.ChildHealth child : health.children()) {
            if (!child.status().equals("offline") && !child.status().equals("lost")) {
                ranks.add(child.rank());
                count++;
            }
        }
        Idset waiting = ranks.build();
        log.err(
                "shutdown delayed: waiting for "
                        + count
                        + " peers: "
                        + Quorum.hosts(broker, waiting)
                        + " (rank "
                        + waiting
                        + ")");
    }
}
