package fluxj.zmtp;

import java.util.List;

/// What a [ZmtpSession] finds in the bytes it is given.
public interface SessionEvents {
    /// The handshake is done; messages may be written from now on.
    ///
    /// @param identity the peer's identity; may be empty when the peer is a ROUTER
    /// @param keyLabel the label that the authorisation gave the peer's key, or empty
    void onReady(String identity, String keyLabel);

    /// A message. The arrays are handed over.
    void onMessage(List<byte[]> parts);

    /// The answer to our ping.
    void onPong();
}
