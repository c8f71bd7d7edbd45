package fluxj.core.statemachine;

import java.util.List;
import java.util.Optional;

/// The states of a broker; their numbers are on the wire (spec broker 6.1).
public enum BrokerState {
    /// Starting the modules that are part of the broker.
    LOAD_BUILTINS(0, "load-builtins"),
    /// Waiting for the parent to be ready.
    JOIN(1, "join"),
    /// Fetching the configuration from the parent.
    CONFIG_SYNC(2, "config-sync"),
    /// Running rc1.
    INIT(3, "init"),
    /// Waiting for enough brokers.
    QUORUM(4, "quorum"),
    /// At work; rank 0 runs the initial program.
    RUN(5, "run"),
    /// Running what was pushed for the end.
    CLEANUP(6, "cleanup"),
    /// Waiting for the brokers below to leave.
    SHUTDOWN(7, "shutdown"),
    /// Running rc3.
    FINALIZE(8, "finalize"),
    /// Taking leave of the parent.
    GOODBYE(9, "goodbye"),
    /// Stopping the modules that are part of the broker.
    UNLOAD_BUILTINS(10, "unload-builtins"),
    /// Done.
    EXIT(11, "exit");

    /// One row of the table: in this state, that event leads there.
    public record Transition(BrokerState from, String event, BrokerState to) {}

    /// Every transition there is. An event that has no row in the present state is ignored.
    public static final List<Transition> TABLE =
            List.of(
                    new Transition(LOAD_BUILTINS, "builtins-success", JOIN),
                    new Transition(LOAD_BUILTINS, "builtins-fail", UNLOAD_BUILTINS),
                    new Transition(JOIN, "parent-ready", CONFIG_SYNC),
                    new Transition(JOIN, "parent-none", CONFIG_SYNC),
                    new Transition(JOIN, "parent-fail", SHUTDOWN),
                    new Transition(CONFIG_SYNC, "sync-success", INIT),
                    new Transition(CONFIG_SYNC, "sync-none", INIT),
                    new Transition(CONFIG_SYNC, "sync-fail", SHUTDOWN),
                    new Transition(INIT, "rc1-success", QUORUM),
                    new Transition(INIT, "rc1-none", QUORUM),
                    new Transition(INIT, "rc1-ignorefail", QUORUM),
                    new Transition(INIT, "rc1-fail", SHUTDOWN),
                    new Transition(INIT, "panic", SHUTDOWN),
                    new Transition(QUORUM, "quorum-full", RUN),
                    new Transition(QUORUM, "quorum-fail", SHUTDOWN),
                    new Transition(QUORUM, "panic", SHUTDOWN),
                    new Transition(RUN, "rc2-success", CLEANUP),
                    new Transition(RUN, "rc2-fail", CLEANUP),
                    new Transition(RUN, "shutdown", CLEANUP),
                    new Transition(RUN, "parent-fail", CLEANUP),
                    new Transition(RUN, "panic", SHUTDOWN),
                    new Transition(CLEANUP, "cleanup-success", SHUTDOWN),
                    new Transition(CLEANUP, "cleanup-none", SHUTDOWN),
                    new Transition(CLEANUP, "cleanup-fail", SHUTDOWN),
                    new Transition(SHUTDOWN, "children-complete", FINALIZE),
                    new Transition(SHUTDOWN, "children-none", FINALIZE),
                    new Transition(FINALIZE, "rc3-success", GOODBYE),
                    new Transition(FINALIZE, "rc3-none", GOODBYE),
                    new Transition(FINALIZE, "rc3-fail", GOODBYE),
                    new Transition(GOODBYE, "goodbye", UNLOAD_BUILTINS),
                    new Transition(UNLOAD_BUILTINS, "builtins-done", EXIT),
                    new Transition(UNLOAD_BUILTINS, "builtins-unload-fail", EXIT));

    private final int number;
    private final String word;

    BrokerState(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /// The word in logs and on the wire.
    public String word() {
        return word;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    /// The state of a number; empty when it is none.
    public static Optional<BrokerState> of(int number) {
        return number < 0 || number >= values().length
                ? Optional.empty()
                : Optional.of(values()[number]);
    }

    /// Where an event leads from here; empty when it is ignored.
    public Optional<BrokerState> next(String event) {
        for (Transition transition : TABLE) {
            if (transition.from() == this && transition.event().equals(event)) {
                return Optional.of(transition.to());
            }
        }
        return Optional.empty();
    }
}
