package fluxj.sim;

import fluxj.format.Hostlist;
import fluxj.format.Topology;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.tree.LinkPlan;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.overlay.tree.OverlaySettings;
import fluxj.service.ServiceFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// A whole instance in the simulator, and what can be done to it.
public final class SimInstance {
    private final SimScheduler scheduler;
    private final SimNetwork network;
    private final Topology topology;
    private final OverlaySettings settings;
    private final List<ServiceFactory> services;
    private final Hostlist hosts;
    private final String hostlist;
    private final List<SimBroker> brokers = new ArrayList<>();

    SimInstance(
            SimScheduler scheduler,
            SimNetwork network,
            Topology topology,
            OverlaySettings settings,
            List<ServiceFactory> services) {
        this.scheduler = scheduler;
        this.network = network;
        this.topology = topology;
        this.settings = settings;
        this.services = services;
        Hostlist.Builder names = Hostlist.builder();
        for (int rank = 0; rank < topology.size(); rank++) {
            names.add("node" + rank);
        }
        hosts = names.build();
        hostlist = hosts.toString();
        for (int rank = 0; rank < topology.size(); rank++) {
            brokers.add(start(rank));
        }
    }

    private SimBroker start(int rank) {
        OptionalInt parent = topology.parent(rank);
        boolean listens = topology.childCount(rank) > 0;
        String own = "sim://" + rank;
        LinkPlan links =
                topology.size() == 1
                        ? new LinkPlan.Alone()
                        : new LinkPlan.Fixed(
                                listens ? Optional.of(own) : Optional.empty(),
                                listens ? Optional.of(own) : Optional.empty(),
                                parent.isPresent()
                                        ? Optional.of("sim://" + parent.getAsInt())
                                        : Optional.empty(),
                                Optional.empty(),
                                false);
        return new SimBroker(
                scheduler,
                network,
                new OverlayPlan(rank, hosts.get(rank), topology, links, settings),
                services,
                hostlist);
    }

    /// How many brokers there are.
    public int size() {
        return brokers.size();
    }

    /// The broker process that has that rank now.
    public SimBroker broker(int rank) {
        return brokers.get(rank);
    }

    /// Does something in a broker's turn, now.
    public void at(int rank, Consumer<SimBroker> action) {
        SimBroker broker = brokers.get(rank);
        broker.reactor().run(() -> action.accept(broker));
    }

    /// The transport of a process that is no broker of this instance, for peers that misbehave.
    OverlayTransport strangerTransport(SimReactor reactor) {
        return network.transport(brokers.size(), reactor);
    }

    /// The reactor of such a process.
    SimReactor strangerReactor() {
        return new SimReactor(scheduler, "stranger");
    }

    /// Kills a broker: its connections are reset.
    public void kill(int rank) {
        scheduler.note("kill " + rank);
        brokers.get(rank).reactor().kill();
        network.killed(rank);
    }

    /// Starts a broker again as a new process with a new identity, killing the old one first.
    public void restart(int rank) {
        kill(rank);
        scheduler.note("start " + rank);
        brokers.set(rank, start(rank));
    }

    /// Stops a broker as SIGSTOP does; its connections stay.
    public void stall(int rank) {
        scheduler.note("stall " + rank);
        brokers.get(rank).reactor().stall(true);
    }

    /// Lets a stopped broker go on.
    public void resume(int rank) {
        scheduler.note("resume " + rank);
        brokers.get(rank).reactor().stall(false);
    }

    /// Lets nothing pass between two brokers.
    public void cut(int rank, int peer) {
        scheduler.note("cut " + rank + " " + peer);
        network.cut(rank, peer);
    }

    /// Undoes [#cut]; what was sent meanwhile arrives, unless the connection broke.
    public void heal(int rank, int peer) {
        scheduler.note("heal " + rank + " " + peer);
        network.heal(rank, peer);
    }

    /// Makes a link slower.
    public void slow(int rank, int peer, Duration extraLatency) {
        scheduler.note("slow " + rank + " " + peer);
        network.slow(rank, peer, extraLatency);
    }
}
