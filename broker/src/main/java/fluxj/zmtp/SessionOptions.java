package fluxj.zmtp;

/// What one connection is to be.
///
/// @param type our socket type
/// @param identity our identity, printable ASCII; may be empty for a ROUTER
/// @param security the mechanism
/// @param maxMessageBytes largest message accepted after the handshake, all parts together
public record SessionOptions(
        SocketType type, String identity, SessionSecurity security, int maxMessageBytes) {}
