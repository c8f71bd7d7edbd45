package fluxj.core.statemachine;

import fluxj.format.Fsd;
import fluxj.reactor.Reactor;
import fluxj.service.Log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Applies events to [BrokerState#TABLE], one on each turn of the loop in the order they came. What
/// is done in a state is somebody else's: those who listen.
final class StateMachine {
    private final Reactor reactor;
    private final Log log;
    private final List<Consumer<BrokerState>> listeners = new ArrayList<>();
    private final Deque<String> events = new ArrayDeque<>();
    private BrokerState state = BrokerState.LOAD_BUILTINS;
    private long since;

    StateMachine(Reactor reactor, Log log) {
        this.reactor = reactor;
        this.log = log;
        since = reactor.nanoTime();
    }

    /// Tells of each state entered, in the order of these calls.
    void onEnter(Consumer<BrokerState> listener) {
        listeners.add(listener);
    }

    /// Enters the first state.
    void start() {
        since = reactor.nanoTime();
        tell();
    }

    BrokerState state() {
        return state;
    }

    /// Seconds spent in the present state.
    double seconds() {
        return (reactor.nanoTime() - since) / 1e9;
    }

    /// Queues an event.
    void post(String event) {
        events.add(event);
        reactor.post(this::applyNext);
    }

    private void applyNext() {
        String event = events.poll();
        if (event == null) {
            return;
        }
        Optional<BrokerState> next = state.next(event);
        if (next.isEmpty()) {
            log.debug(event + ": ignored in " + state.word());
            return;
        }
        log.info(
                event
                        + ": "
                        + state.word()
                        + "->"
                        + next.get().word()
                        + ' '
                        + Fsd.format(seconds()));
        state = next.get();
        since = reactor.nanoTime();
        tell();
    }

    private void tell() {
        BrokerState entered = state;
        for (Consumer<BrokerState> listener : listeners) {
            listener.accept(entered);
        }
    }
}
