package fluxj.sim;

import fluxj.core.statemachine.BrokerState;
import fluxj.format.Topology;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.SocketSecurity;
import fluxj.platform.Signum;
import fluxj.rpc.RpcMethod;
import fluxj.wire.Event;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// An instance of whole brokers, the real ones from command line to exit code, started from a host
/// table, and all that a scenario does to them. Their directories are real too.
public final class SimCluster implements Sim.Instance {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration SETTLING = Duration.ofSeconds(60);
    private static final String PULSE = "heartbeat.pulse";

    private final Sim sim;
    private final Topology topology;
    private final SimDisk disk = new SimDisk();
    private final SimLauncher launcher;
    private final List<SimBroker> brokers = new ArrayList<>();
    private final List<SimCall<?>> calls = new ArrayList<>();
    private final Map<BrokerState, Integer> inState = new EnumMap<>(BrokerState.class);
    private int alive;

    private SimCluster(Sim sim, SimShape shape) {
        this.sim = sim;
        topology = Topology.create(shape.topology(), shape.size());
        sim.invariants().begin(topology);
        launcher = new SimLauncher(sim, shape, disk);
        for (int rank = 0; rank < shape.size(); rank++) {
            brokers.add(start(rank));
        }
    }

    /// Starts an instance. When all its brokers have ended another may follow in the same
    /// simulation, which finds what the first has left behind.
    public static SimCluster boot(Sim sim, SimShape shape) {
        SimCluster made = new SimCluster(sim, shape);
        sim.hosts(made);
        return made;
    }

    private SimBroker start(int rank) {
        SimBroker broker = launcher.start(rank, new Followed());
        alive++;
        count(broker.state(), 1);
        return broker;
    }

    private void count(BrokerState state, int more) {
        inState.merge(state, more, Integer::sum);
    }

    private final class Followed implements SimBroker.Listener {
        @Override
        public void entered(SimBroker broker, BrokerState before, BrokerState now) {
            count(before, -1);
            count(now, 1);
        }

        @Override
        public void ended(SimBroker broker) {
            sim.scheduler().note("end " + broker.rank());
            die(broker);
        }
    }

    private void die(SimBroker broker) {
        if (broker.isAlive()) {
            alive--;
            count(broker.state(), -1);
            broker.reactor().kill();
            sim.network().killed(broker.rank());
        }
    }

    /// How many brokers there are.
    public int size() {
        return brokers.size();
    }

    /// The process that has that rank now.
    public SimBroker broker(int rank) {
        return brokers.get(rank);
    }

    /// The disk of the module `content-sim`, which rank 0 may be given for a content store.
    public SimDisk disk() {
        return disk;
    }

    // --- what is done to brokers and links

    /// Kills a broker: its connections are reset.
    public void kill(int rank) {
        sim.scheduler().note("kill " + rank);
        die(brokers.get(rank));
    }

    /// Starts a broker again as a new process, killing the old one first.
    public void restart(int rank) {
        kill(rank);
        sim.scheduler().note("start " + rank);
        brokers.set(rank, start(rank));
    }

    /// Stops a broker as SIGSTOP does; its connections stay.
    public void stall(int rank) {
        sim.scheduler().note("stall " + rank);
        brokers.get(rank).reactor().stall(true);
    }

    /// Lets a stopped broker go on.
    public void resume(int rank) {
        sim.scheduler().note("resume " + rank);
        brokers.get(rank).reactor().stall(false);
    }

    /// Lets nothing pass between two brokers.
    public void cut(int rank, int peer) {
        sim.scheduler().note("cut " + rank + " " + peer);
        sim.network().cut(rank, peer);
    }

    /// Undoes [#cut]; what was sent meanwhile arrives, unless the connection broke.
    public void heal(int rank, int peer) {
        sim.scheduler().note("heal " + rank + " " + peer);
        sim.network().heal(rank, peer);
    }

    /// Heals every link that is cut and lets every stopped broker go on.
    public void healAll() {
        sim.scheduler().note("heal all");
        sim.network().healAll();
        for (SimBroker broker : brokers) {
            if (broker.reactor().isStalled()) {
                resume(broker.rank());
            }
        }
    }

    /// Makes a link slower.
    public void slow(int rank, int peer, Duration extraLatency) {
        sim.scheduler().note("slow " + rank + " " + peer);
        sim.network().slow(rank, peer, extraLatency);
    }

    /// Sends a broker a signal.
    public void signal(int rank, int signum) {
        sim.scheduler().note("signal " + rank + " " + signum);
        brokers.get(rank).signal(signum);
    }

    /// Ends the instance in order; every broker has to end well.
    public void shutDown() {
        signal(0, Signum.SIGTERM);
        awaitEnd();
        for (SimBroker broker : brokers) {
            if (!broker.exitCode().equals(OptionalInt.of(0))) {
                throw sim.failure("rank " + broker.rank() + " ends with " + broker.exitCode());
            }
        }
    }

    /// The reactor and the sockets of a process that is no broker of this instance, for peers that
    /// misbehave.
    SimReactor strangerReactor() {
        return new SimReactor(sim.scheduler(), "stranger");
    }

    OverlayTransport strangerTransport(SimReactor reactor) {
        return sim.network().transport(brokers.size(), reactor);
    }

    /// What lets a stranger in.
    SocketSecurity strangerSecurity() {
        return launcher.strangerSecurity();
    }

    // --- waiting

    /// Waits until every broker is in state `run`.
    public void awaitRun() {
        await("all run", this::isRunning);
    }

    /// Whether every broker is in state `run`.
    public boolean isRunning() {
        return inState.getOrDefault(BrokerState.RUN, 0) == brokers.size();
    }

    /// Waits until a broker is in that state.
    public void awaitState(int rank, BrokerState state) {
        await(
                "rank " + rank + " is in state " + state.word(),
                () -> brokers.get(rank).isAlive() && brokers.get(rank).state() == state);
    }

    /// Waits until every broker has ended or is dead.
    public void awaitEnd() {
        await("all have ended", () -> alive == 0);
    }

    /// Waits until a broker has ended by itself, and gives its exit code.
    public int awaitEnd(int rank) {
        await("rank " + rank + " has ended", () -> brokers.get(rank).exitCode().isPresent());
        return brokers.get(rank).exitCode().orElseThrow();
    }

    /// Waits until a broker's subtree has that status.
    public void awaitStatus(int rank, String status) {
        Duration end = sim.now().plus(LIMIT);
        await("rank " + rank + " answers", () -> brokers.get(rank).isOpen());
        String seen = health(rank).status();
        while (!seen.equals(status)) {
            if (sim.now().compareTo(end) > 0) {
                throw sim.failure("rank " + rank + " is " + seen + " and not " + status);
            }
            sim.runFor(POLL);
            seen = health(rank).status();
        }
    }

    /// Waits until something is so.
    public void await(String what, BooleanSupplier condition) {
        sim.runUntil(what, condition, LIMIT);
    }

    /// Lets virtual time pass.
    public void runFor(Duration virtual) {
        sim.runFor(virtual);
    }

    // --- being a local client

    /// Does something in a broker's turn, now.
    public void at(int rank, Consumer<SimBroker> action) {
        SimBroker broker = brokers.get(rank);
        broker.reactor().run(() -> action.accept(broker));
    }

    /// Calls a method as a client of rank `from`.
    public <Q extends Record, R extends Record> SimCall<R> call(
            int from, RpcMethod<Q, R> method, int nodeid, Q body) {
        SimCall<R> call = begin(from, method.topic(), nodeid);
        at(
                from,
                broker ->
                        broker.rpc().call(method, nodeid, body).then(call::replied, call::failed));
        return call;
    }

    /// Sends any request as a client of rank `from`.
    public SimCall<Response> request(int from, String topic, int nodeid, Payload payload) {
        SimCall<Response> call = begin(from, topic, nodeid);
        at(
                from,
                broker ->
                        broker.rpc()
                                .request(topic, nodeid, payload, 0)
                                .then(call::replied, call::failed));
        return call;
    }

    private <R> SimCall<R> begin(int from, String topic, int nodeid) {
        SimCall<R> call = new SimCall<>(sim, brokers.get(from), topic + " to " + nodeid);
        calls.removeIf(SimCall::isDone);
        calls.add(call);
        return call;
    }

    /// Publishes an event as a client of a rank.
    public void publish(int rank, String topic, Payload payload) {
        at(rank, broker -> broker.client().emit(Event.of(topic, payload, 0)));
    }

    /// Has the overlay look whether all its children are there, as the module heartbeat does.
    public void pulse() {
        publish(0, PULSE, Payload.NONE);
    }

    /// What a broker knows of its subtree.
    public Health health(int rank) {
        return request(rank, OverlayProtocol.HEALTH.topic(), rank, Payload.NONE)
                .reply()
                .payload()
                .as(Health.class);
    }

    // --- the end of a scenario

    /// Heals all links, lets all stopped brokers go on, and sees that nobody waits for an answer in
    /// vain whose way to the root is whole.
    @Override
    public void settle() {
        healAll();
        for (int part = 0; part < 4; part++) {
            sim.runFor(SETTLING.dividedBy(4));
            if (brokers.getFirst().isOpen()) {
                pulse();
            }
        }
        sim.runFor(POLL);
        for (SimCall<?> call : calls) {
            if (call.isOwed() && isWhole(call.caller().rank())) {
                throw sim.failure(call + " has no answer");
            }
        }
    }

    private boolean isWhole(int rank) {
        OptionalInt at = OptionalInt.of(rank);
        while (at.isPresent()) {
            if (!brokers.get(at.getAsInt()).isAlive()) {
                return false;
            }
            at = topology.parent(at.getAsInt());
        }
        return true;
    }

    /// Each broker in a line, for the report of a failure; of many only those that do not run.
    @Override
    public String describe() {
        StringBuilder text = new StringBuilder();
        for (SimBroker broker : brokers) {
            if (brokers.size() <= 16 || broker.state() != BrokerState.RUN || !broker.isAlive()) {
                text.append(broker.rank())
                        .append(broker.isAlive() ? " " : " not alive, ")
                        .append(broker.state().word())
                        .append(": ")
                        .append(broker.lastComplaint())
                        .append('\n');
            }
        }
        return text.toString();
    }
}
