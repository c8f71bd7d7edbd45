package fluxj.overlay;

import fluxj.zmtp.crypto.CurveKey;
import fluxj.zmtp.crypto.CurveKeyPair;

import java.util.Map;

/// The security mechanism of a socket (spec broker 2.2).
public sealed interface SocketSecurity {
    /// No authentication and no encryption: tests only.
    record None() implements SocketSecurity {}

    /// The listening side of CURVE.
    ///
    /// @param own the key pair whose public key clients expect
    /// @param allowed the client keys that may connect, and what to call each
    record CurveServer(CurveKeyPair own, Map<CurveKey, String> allowed) implements SocketSecurity {}

    /// The connecting side of CURVE.
    ///
    /// @param own the key pair by which the server knows us
    /// @param server the public key that the server must have
    record CurveClient(CurveKeyPair own, CurveKey server) implements SocketSecurity {}
}
