package fluxj.service;

import java.util.Optional;

/// Where a module is in its life (RFC 5).
public enum ModuleState {
    /// Starting; `module.load` waits for the next state.
    INIT(0),
    /// Serving.
    RUNNING(1),
    /// Ending; it gets no more requests.
    FINALIZING(2),
    /// Gone.
    EXITED(3);

    private final int number;

    ModuleState(int number) {
        this.number = number;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    /// The state of that number.
    public static Optional<ModuleState> of(int number) {
        for (ModuleState state : values()) {
            if (state.number == number) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
