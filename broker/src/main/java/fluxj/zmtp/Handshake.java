package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

import java.util.Optional;

/// One mechanism's exchange of commands, from after the greeting until both sides are ready.
sealed interface Handshake permits NullHandshake, CurveClientHandshake, CurveServerHandshake {
    /// What comes out of it.
    ///
    /// @param peer what the peer says of itself
    /// @param keyLabel label of its key, or empty
    /// @param traffic how messages are written and read from now on
    record Result(PeerMetadata peer, String keyLabel, Traffic traffic) {}

    /// Writes what this side sends without being asked.
    void start(ByteBuf out);

    /// Handles one command of the peer and writes the answer. A result ends the handshake.
    Optional<Result> command(ByteBuf body, ByteBuf out);

    /// What a peer means that closes the connection now, for the log.
    String closeReason();

    /// The handshake for these options.
    static Handshake of(SessionOptions options) {
        return switch (options.security()) {
            case SessionSecurity.None _ -> new NullHandshake(options);
            case SessionSecurity.CurveServer server -> new CurveServerHandshake(options, server);
            case SessionSecurity.CurveClient client -> new CurveClientHandshake(options, client);
        };
    }

    /// The refusal that a peer's ERROR command stands for. Status 400 is what ZAP answers for a key
    /// that is not allowed.
    static ZmtpException refusedByPeer(ByteBuf body) {
        String reason = ZmtpCommand.readReason(body);
        return new ZmtpException(
                reason.equals("400")
                        ? "peer refused our key (400 No access):"
                                + " do both brokers use the same certificate?"
                        : "peer refused the connection: " + reason);
    }

    /// The refusal of a command that does not belong here.
    static ZmtpException unexpected(String name, String wanted) {
        return new ZmtpException("handshake command " + name + " where " + wanted + " is wanted");
    }
}
