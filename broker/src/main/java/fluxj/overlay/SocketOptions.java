package fluxj.overlay;

/// Everything that is set on an overlay socket.
///
/// @param identity what a connecting socket calls itself: the broker's UUID; empty on a listening
///   one
/// @param security who may talk to whom
/// @param limits bounds of what peers may cost
/// @param timing how long to wait for what
/// @param ipv6 whether IPv6 addresses are bound and connected to
public record SocketOptions(
        String identity,
        SocketSecurity security,
        SocketLimits limits,
        SocketTiming timing,
        boolean ipv6) {

    /// Usual limits and times, no IPv6.
    public static SocketOptions of(String identity, SocketSecurity security) {
        return new SocketOptions(
                identity, security, SocketLimits.DEFAULTS, SocketTiming.DEFAULTS, false);
    }

    /// The same with other limits.
    public SocketOptions withLimits(SocketLimits other) {
        return new SocketOptions(identity, security, other, timing, ipv6);
    }

    /// The same with other times.
    public SocketOptions withTiming(SocketTiming other) {
        return new SocketOptions(identity, security, limits, other, ipv6);
    }

    /// The same with IPv6 on or off.
    public SocketOptions withIpv6(boolean enabled) {
        return new SocketOptions(identity, security, limits, timing, enabled);
    }
}
