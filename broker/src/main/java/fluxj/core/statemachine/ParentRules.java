package fluxj.core.statemachine;

import java.util.Optional;

/// What a broker below rank 0 makes of its parent's state (spec broker 6.2). Pure.
final class ParentRules {
    /// How a parent is known: by its state, or as lost.
    sealed interface Parent {}

    /// The parent is in this state.
    record InState(BrokerState state) implements Parent {}

    /// The parent cannot be watched.
    record Lost() implements Parent {}

    private ParentRules() {}

    /// The event that a parent like that causes in a broker in state `own`; empty for none.
    static Optional<String> event(BrokerState own, Parent parent) {
        return switch (own) {
            case JOIN ->
                    switch (parent) {
                        case Lost _ -> Optional.of("parent-fail");
                        case InState(BrokerState state) -> whileJoining(state);
                    };
            case QUORUM ->
                    switch (parent) {
                        case Lost _ -> Optional.of("quorum-fail");
                        case InState(BrokerState state) -> whileWaitingForQuorum(state);
                    };
            case RUN ->
                    switch (parent) {
                        case Lost _ -> Optional.of("parent-fail");
                        case InState(BrokerState state) -> whileRunning(state);
                    };
            case LOAD_BUILTINS,
                    CONFIG_SYNC,
                    INIT,
                    CLEANUP,
                    SHUTDOWN,
                    FINALIZE,
                    GOODBYE,
                    UNLOAD_BUILTINS,
                    EXIT ->
                    Optional.empty();
        };
    }

    private static Optional<String> whileJoining(BrokerState parent) {
        return switch (parent) {
            case LOAD_BUILTINS, JOIN, CONFIG_SYNC, INIT -> Optional.empty();
            case QUORUM, RUN -> Optional.of("parent-ready");
            case CLEANUP, SHUTDOWN, FINALIZE, GOODBYE, UNLOAD_BUILTINS, EXIT ->
                    Optional.of("parent-fail");
        };
    }

    private static Optional<String> whileWaitingForQuorum(BrokerState parent) {
        return switch (parent) {
            case LOAD_BUILTINS, JOIN, CONFIG_SYNC, QUORUM -> Optional.empty();
            // INIT is flux-core's choice: it can only be seen in a race.
            case INIT, RUN -> Optional.of("quorum-full");
            case CLEANUP, SHUTDOWN, FINALIZE, GOODBYE, UNLOAD_BUILTINS, EXIT ->
                    Optional.of("quorum-fail");
        };
    }

    private static Optional<String> whileRunning(BrokerState parent) {
        return switch (parent) {
            case LOAD_BUILTINS, JOIN, CONFIG_SYNC, INIT, QUORUM, RUN, CLEANUP -> Optional.empty();
            case SHUTDOWN -> Optional.of("shutdown");
            case FINALIZE, GOODBYE, UNLOAD_BUILTINS, EXIT -> Optional.of("parent-fail");
        };
    }
}
