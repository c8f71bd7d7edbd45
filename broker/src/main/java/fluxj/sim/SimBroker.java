package fluxj.sim;

import fluxj.broker.Broker;
import fluxj.broker.BrokerOptions;
import fluxj.core.statemachine.BrokerState;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of a whole broker in the simulator.
public final class SimBroker {
    private static final Pattern TRANSITION =
            Pattern.compile("broker\\.info\\[\\d+\\]: ([a-z0-9-]+): ([a-z-]+)->([a-z-]+) ");

    /// Who is told what becomes of it.
    interface Listener {
        void entered(SimBroker broker, BrokerState before, BrokerState now);

        void ended(SimBroker broker);
    }

    private final int rank;
    private final SimReactor reactor;
    private final SimPlatform platform;
    private final SimInvariants invariants;
    private final Listener listener;
    private BrokerState state = BrokerState.LOAD_BUILTINS;
    private OptionalInt exitCode = OptionalInt.empty();

    SimBroker(
            int rank,
            SimReactor reactor,
            SimPlatform platform,
            SimInvariants invariants,
            Listener listener) {
        this.rank = rank;
        this.reactor = reactor;
        this.platform = platform;
        this.invariants = invariants;
        this.listener = listener;
        platform.onLine(this::line);
    }

    void start(BrokerOptions options) {
        reactor.post(
                () ->
                        new Broker(
                                        platform,
                                        options,
                                        Map.of("SHELL", SimRc.SHELL),
                                        fault -> {
                                            throw fault;
                                        })
                                .run()
                                .then(this::end, _ -> end(1)));
    }

    private void end(int code) {
        exitCode = OptionalInt.of(code);
        listener.ended(this);
    }

    private void line(String line) {
        if (line.contains("->")) {
            Matcher matcher = TRANSITION.matcher(line);
            if (matcher.find()) {
                entered(matcher.group(1), matcher.group(2), matcher.group(3));
            }
        } else if (line.contains("lost event")) {
            invariants.lossAnnounced(rank);
        }
    }

    private void entered(String event, String from, String to) {
        invariants.entered(rank, state, event, from, to);
        BrokerState before = state;
        for (BrokerState each : BrokerState.values()) {
            if (each.word().equals(to)) {
                state = each;
            }
        }
        listener.entered(this, before, state);
    }

    SimReactor reactor() {
        return reactor;
    }

    /// Its rank.
    public int rank() {
        return rank;
    }

    /// False once it was killed or has ended.
    public boolean isAlive() {
        return reactor.isAlive();
    }

    /// The state of its state machine, the last one when it is not alive.
    public BrokerState state() {
        return state;
    }

    /// Its exit code, when it has ended by itself.
    public OptionalInt exitCode() {
        return exitCode;
    }

    /// The last 1,000 lines that it wrote to standard error.
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

    /// The last line that is a warning or worse, else the last of all.
    String lastComplaint() {
        List<String> lines = platform.errorLines();
        for (String line : lines.reversed()) {
            if (line.compareTo("<5>") < 0) {
                return line;
            }
        }
        return lines.isEmpty() ? "" : lines.getLast();
    }

    /// What its processes do.
    public SimProcesses processes() {
        return platform.simProcesses();
    }

    /// Sends it a signal.
    public void signal(int signum) {
        platform.signal(signum);
    }

    /// Calls into it as a local client; inside [SimCluster#at] only.
    public RpcClient rpc() {
        return client().rpc();
    }

    /// What a local client of it has, once its connector runs; inside [SimCluster#at] only.
    public ServiceContext client() {
        reactor.checkConfined();
        return platform.door()
                .orElseThrow(
                        () -> new IllegalStateException("rank " + rank + " has no connector yet"));
    }

    /// Whether [#client] is there.
    public boolean isOpen() {
        return isAlive() && platform.door().isPresent();
    }

    /// The value of one of its attributes.
    public Optional<String> attribute(String name) {
        return platform.door().flatMap(door -> door.attributes().get(name));
    }
}
