package fluxj.zmtp.crypto;

/// A Curve25519 key pair. The secret half never shows in [#toString].
public record CurveKeyPair(CurveKey publicKey, CurveKey secretKey) {
    @Override
    public String toString() {
        return "CurveKeyPair[" + publicKey.z85() + "]";
    }
}
