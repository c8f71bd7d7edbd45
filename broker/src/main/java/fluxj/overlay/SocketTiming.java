package fluxj.overlay;

import java.time.Duration;

/// How long a socket waits for what.
///
/// @param tcpUserTimeout how long sent bytes may stay unacknowledged before the kernel gives the
///   connection up (`tbon.tcp_user_timeout`); zero for the system's default
/// @param connectTimeout how long one connection attempt may take (`tbon.connect_timeout`); zero
///   for the system's default
/// @param handshake how long greeting and handshake may take together
/// @param linger how long [DealerSocket#close] and [RouterSocket#close] go on sending
/// @param reconnectMax longest pause between two connection attempts; the first is 100 ms
public record SocketTiming(
        Duration tcpUserTimeout,
        Duration connectTimeout,
        Duration handshake,
        Duration linger,
        Duration reconnectMax) {

    /// flux-core's defaults, and five seconds for a handshake.
    public static final SocketTiming DEFAULTS =
            new SocketTiming(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(5),
                    Duration.ofSeconds(5));

    /// The same with other timeouts of TCP.
    public SocketTiming withTcp(Duration userTimeout, Duration connect) {
        return new SocketTiming(userTimeout, connect, handshake, linger, reconnectMax);
    }

    /// The same with another handshake deadline.
    public SocketTiming withHandshake(Duration deadline) {
        return new SocketTiming(tcpUserTimeout, connectTimeout, deadline, linger, reconnectMax);
    }
}
