package fluxj.sim;

import fluxj.overlay.PeerInfo;
import fluxj.overlay.QueueBudget;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketLimits;
import fluxj.wire.Message;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// One connection between a dealer and a router. Each direction keeps the order of what it carries;
/// the news of its end comes last.
final class SimConnection {
    private static final int OVERHEAD = 64;

    /// One way: what was sent and has not arrived.
    private static final class Direction {
        private final Deque<Runnable> backlog = new ArrayDeque<>();
        private final Deque<Runnable> unread = new ArrayDeque<>();
        private final SocketLimits limits;
        private final QueueBudget budget;
        private long lastArrival;
        private boolean held;

        Direction(SocketLimits limits, LongSupplier clock) {
            this.limits = limits;
            budget = new QueueBudget(limits, clock);
        }

        /// The receiver takes it now, or when it reads again.
        void arrive(Runnable message) {
            if (held) {
                unread.add(message);
            } else {
                message.run();
            }
        }

        void hold(boolean hold) {
            held = hold;
            while (!held && !unread.isEmpty()) {
                unread.removeFirst().run();
            }
        }
    }

    private final SimNetwork network;
    private final SimDealerSocket dealer;
    private final SimRouterSocket router;
    private final PeerInfo peer;
    private final SimInvariants.Link link;
    private final Direction up;
    private final Direction down;
    private boolean open = true;
    private boolean timeoutArmed;
    private long sent;
    private long received;

    SimConnection(
            SimNetwork network, SimDealerSocket dealer, SimRouterSocket router, PeerInfo peer) {
        this.network = network;
        this.dealer = dealer;
        this.router = router;
        this.peer = peer;
        link = new SimInvariants.Link(dealer.node(), router.node(), peer.identity());
        up = new Direction(dealer.options().limits(), network.scheduler::now);
        down = new Direction(router.options().limits(), network.scheduler::now);
    }

    PeerInfo peer() {
        return peer;
    }

    boolean joins(int a, int b) {
        return touches(a) && touches(b);
    }

    boolean touches(int node) {
        return dealer.node() == node || router.node() == node;
    }

    QueueBudget budgetUp() {
        return up.budget;
    }

    QueueBudget budgetDown() {
        return down.budget;
    }

    void holdUp(boolean held) {
        up.hold(held);
    }

    void holdDown(boolean held) {
        down.hold(held);
    }

    long sentDown() {
        return sent;
    }

    long receivedUp() {
        return received;
    }

    static long sizeOf(Message message) {
        return (long) message.payload().length() + message.topic().length() + OVERHEAD;
    }

    /// Tells the router that its peer is there, in order with what the peer then sends.
    void begin() {
        carry(up, router.reactor(), () -> router.ready(this));
    }

    SendResult sendUp(Message message) {
        return send(
                up,
                router.reactor(),
                message,
                arrived -> {
                    received++;
                    router.arrived(this, arrived);
                });
    }

    SendResult sendDown(Message message) {
        SendResult result =
                send(down, dealer.reactor(), message, arrived -> dealer.arrived(this, arrived));
        if (result.isTaken()) {
            sent++;
        }
        return result;
    }

    private SendResult send(
            Direction direction, SimReactor receiver, Message message, Consumer<Message> deliver) {
        long bytes = sizeOf(message);
        SendResult result = direction.budget.reserve(bytes);
        if (!result.isTaken()) {
            return result;
        }
        boolean goesUp = direction == up;
        network.invariants.queued(link, direction.budget, direction.limits, bytes);
        network.invariants.sent(link, goesUp, message);
        Message carried = network.carried(message);
        carry(
                direction,
                receiver,
                () -> {
                    direction.budget.release(bytes);
                    direction.budget.progressed();
                    network.invariants.released(link, direction.budget);
                    network.scheduler.note(
                            dealer.node()
                                    + (goesUp ? ">" : "<")
                                    + router.node()
                                    + " "
                                    + carried.type()
                                    + " "
                                    + carried.topic());
                    network.invariants.arrived(link, goesUp, carried);
                    deliver.accept(carried);
                });
        return result;
    }

    private void carry(Direction direction, SimReactor receiver, Runnable arrival) {
        Runnable schedule = () -> scheduleArrival(direction, receiver, arrival);
        if (open && network.isCut(dealer.node(), router.node())) {
            direction.backlog.add(schedule);
            armTimeout();
        } else {
            schedule.run();
        }
    }

    private void scheduleArrival(Direction direction, SimReactor receiver, Runnable arrival) {
        long time =
                network.scheduler.now() + network.latency(dealer.node(), router.node()).toNanos();
        direction.lastArrival = Math.max(direction.lastArrival, time);
        network.scheduler.schedule(
                direction.lastArrival, receiver, () -> direction.arrive(arrival));
    }

    private void armTimeout() {
        if (!timeoutArmed && !dealer.options().timing().tcpUserTimeout().isZero()) {
            timeoutArmed = true;
            network.scheduler.after(
                    dealer.options().timing().tcpUserTimeout(),
                    null,
                    () -> {
                        timeoutArmed = false;
                        if (open && network.isCut(dealer.node(), router.node())) {
                            breakOff("connection timed out");
                        }
                    });
        }
    }

    void healed() {
        for (Direction direction : List.of(up, down)) {
            while (!direction.backlog.isEmpty()) {
                direction.backlog.removeFirst().run();
            }
        }
    }

    /// Both ends find out by themselves; what was on the way is lost.
    private void breakOff(String reason) {
        close();
        network.lost();
        network.scheduler.after(Duration.ZERO, router.reactor(), () -> router.gone(this, reason));
        network.scheduler.after(Duration.ZERO, dealer.reactor(), () -> dealer.lost(this, reason));
    }

    /// A process died: the other end is told after what was sent before.
    void reset(int deadNode) {
        if (!open) {
            return;
        }
        close();
        if (dealer.node() == deadNode) {
            scheduleArrival(
                    up, router.reactor(), () -> router.gone(this, "connection reset by peer"));
        } else {
            scheduleArrival(
                    down, dealer.reactor(), () -> dealer.lost(this, "connection reset by peer"));
        }
    }

    void closeByRouter(String reason) {
        if (open) {
            close();
            scheduleArrival(
                    down, dealer.reactor(), () -> dealer.lost(this, "closed by peer: " + reason));
        }
    }

    void closeByDealer() {
        if (open) {
            close();
            scheduleArrival(up, router.reactor(), () -> router.gone(this, "closed by peer"));
        }
    }

    private void close() {
        open = false;
        up.backlog.clear();
        down.backlog.clear();
        network.closed(this);
    }
}
