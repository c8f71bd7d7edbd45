package fluxj.core.shutdown;

import fluxj.rpc.Access;
import fluxj.rpc.StreamMethod;

import java.util.Optional;

/// The shutdown service as seen from outside (spec broker 6.4).
public final class ShutdownProtocol {
    /// How much of the log to show.
    ///
    /// @param loglevel the least severe level; errors when absent
    public record Start(Optional<Integer> loglevel) {}

    /// A line of the log with its newline.
    public record Line(String log) {}

    /// Ends the instance. Without streaming it answers at once and without payload; a stream ends
    /// when nothing but the leader's own exit is left, and the leader waits for its client to go.
    public static final StreamMethod<Start, Line> START =
            new StreamMethod<>("shutdown.start", Start.class, Line.class, Access.OWNER, false);

    private ShutdownProtocol() {}
}
