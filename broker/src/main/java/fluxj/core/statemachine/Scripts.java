package fluxj.core.statemachine;

import java.util.function.IntConsumer;

/// Lists of commands by name, such as `rc1`: what the state machine runs on its way.
public interface Scripts {
    /// True when there is such a list.
    boolean isDefined(String list);

    /// Runs a list and gives its exit code.
    void start(String list, IntConsumer onDone);

    /// Asks what runs of a list to end, and skips the rest.
    void abort(String list);
}
