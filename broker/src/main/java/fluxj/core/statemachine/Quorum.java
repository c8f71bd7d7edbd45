package fluxj.core.statemachine;

import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.module.CoreServices;
import fluxj.module.ModuleEnvironment;
import fluxj.reactor.Timer;
import fluxj.rpc.RpcClient;
import fluxj.service.Log;
import fluxj.services.groups.GroupsProtocol;
import fluxj.wire.Message;

import java.time.Duration;
import java.util.Optional;

/// Rank 0's view of who is online: it decides when there are enough, and names those who are late
/// or lost (spec broker 6.2).
final class Quorum {
    private static final String ONLINE = "broker.online";
    private static final long NANOS_BETWEEN_REPORTS = 5_000_000_000L;

    private final RpcClient rpc;
    private final ModuleEnvironment broker;
    private final Log log;
    private final Timeouts timeouts;
    private final StateMachine machine;
    private Idset online = Idset.EMPTY;
    private Optional<Timer> warning = Optional.empty();
    private boolean warned;
    private boolean reported;
    private long reportedAt;

    Quorum(CoreServices core, Timeouts timeouts, StateMachine machine) {
        rpc = core.rpc();
        broker = core.environment();
        log = broker.logs().apply("broker");
        this.timeouts = timeouts;
        this.machine = machine;
    }

    /// Joins those who are online; rank 0 also begins to watch them.
    void begin() {
        rpc.call(GroupsProtocol.JOIN, Message.NODEID_ANY, new GroupsProtocol.Name(ONLINE))
                .then(_ -> {}, _ -> machine.post("quorum-fail"));
        if (broker.rank() > 0) {
            return;
        }
        rpc.open(
                GroupsProtocol.GET,
                Message.NODEID_ANY,
                new GroupsProtocol.Name(ONLINE),
                members -> changed(members.members()),
                this::failed);
        timeouts.quorumWarn().filter(Duration::isPositive).ifPresent(this::warnLater);
    }

    private void warnLater(Duration period) {
        warning = Optional.of(broker.reactor().every(period, this::warn));
    }

    private void warn() {
        if (machine.state() != BrokerState.QUORUM) {
            stopWarning();
            return;
        }
        Idset late = Idset.upTo(broker.size()).minus(online);
        log.err("quorum delayed: waiting for " + hosts(late) + " (rank " + late + ")");
        warned = true;
    }

    private void stopWarning() {
        warning.ifPresent(Timer::cancel);
        warning = Optional.empty();
    }

    private void failed(FluxException error) {
        if (machine.state() == BrokerState.QUORUM) {
            log.err("groups.get failed: " + error.getMessage());
            machine.post("quorum-fail");
        }
    }

    private void changed(String members) {
        Idset before = online;
        try {
            online = Idset.parse(members);
        } catch (FormatException e) {
            log.err("groups.get failed: " + e.getMessage());
            machine.post("quorum-fail");
            return;
        }
        boolean reached = online.size() >= timeouts.quorum();
        BrokerState state = machine.state();
        if (state == BrokerState.QUORUM) {
            report(reached);
            if (reached) {
                stopWarning();
                machine.post("quorum-full");
                if (warned) {
                    log.err("quorum reached");
                    warned = false;
                }
            }
        } else if (state == BrokerState.RUN || state == BrokerState.CLEANUP) {
            Idset lost = before.minus(online);
            if (!lost.isEmpty()) {
                log.err("dead to Flux: " + hosts(lost) + " (rank " + lost + ")");
            }
        }
    }

    private void report(boolean reached) {
        long now = broker.reactor().nanoTime();
        boolean due = !reported || now - reportedAt > NANOS_BETWEEN_REPORTS;
        if (!online.isEmpty() && (reached || due)) {
            log.info("online: " + hosts(online) + " (ranks " + online + ")");
            reported = true;
            reportedAt = now;
        }
    }

    private String hosts(Idset ranks) {
        return hosts(broker, ranks);
    }

    /// The hosts of these ranks; `?` where they are not known.
    static String hosts(ModuleEnvironment broker, Idset ranks) {
        try {
            return broker.attributes()
                    .get("hostlist")
                    .map(list -> Hostlist.parse(list).select(ranks).toString())
                    .orElse("?");
        } catch (FormatException _) {
            return "?";
        }
    }
}
