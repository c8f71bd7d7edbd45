package fluxj.overlay.tree;

import fluxj.overlay.SocketLimits;
import fluxj.overlay.SocketTiming;

import java.time.Duration;

/// The `[tbon]` values that the tree runs with.
///
/// @param torpidMin idle time after which a child says that it is alive
/// @param torpidMax idle time after which a child counts as torpid; zero for never
/// @param limits what a peer may cost
/// @param timing timeouts of the sockets
/// @param socketEvents whether socket life-cycle events are logged (`tbon.zmqdebug`)
public record OverlaySettings(
        Duration torpidMin,
        Duration torpidMax,
        SocketLimits limits,
        SocketTiming timing,
        boolean socketEvents) {

    /// flux-core's defaults.
    public static final OverlaySettings DEFAULTS =
            new OverlaySettings(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    SocketLimits.DEFAULTS,
                    SocketTiming.DEFAULTS,
                    false);

    /// The same with other times of keep-alive, which may change while the broker runs.
    public OverlaySettings withTorpid(Duration min, Duration max) {
        return new OverlaySettings(min, max, limits, timing, socketEvents);
    }
}
