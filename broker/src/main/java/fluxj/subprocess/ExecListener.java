package fluxj.subprocess;

import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;

/// Whoever started or attached to a process hears of it here, in this order: started (or attached);
/// output, credit and stopped; finished among the last output; then done or failed, once, and
/// nothing after it.
public interface ExecListener {
    /// It runs.
    default void started(int pid) {}

    /// It ran already, as this command.
    default void attached(int pid, Command command) {}

    /// Asked before each piece of output: false holds the process back until [Subprocess#resume].
    default boolean takesMore() {
        return true;
    }

    /// Output of a stream: a line with its newline unless line buffering is off.
    default void output(String stream, byte[] bytes) {}

    /// A stream ended.
    default void ended(String stream) {}

    /// That many more bytes may be written to a stream.
    default void credit(String stream, int bytes) {}

    /// A signal stopped it. Told only to those who ask for it by [#followsStops].
    default void stopped() {}

    /// True when stops matter; noticing them costs a look at the process now and then.
    default boolean followsStops() {
        return false;
    }

    /// It ended; output may follow.
    void finished(WaitStatus status);

    /// It ended and all its streams have.
    default void done() {}

    /// The server lost hold of it.
    default void failed(FluxException error) {}
}
