package fluxj.zmtp.crypto;

import fluxj.cert.CertificateException;
import fluxj.cert.Z85;

import java.util.Arrays;

/// One Curve25519 key, public or secret: 32 bytes, written as 40 characters of Z85 (ZeroMQ RFC 32).
public final class CurveKey {
    /// Bytes of a key.
    public static final int SIZE = 32;

    private final byte[] bytes;

    private CurveKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A key of these 32 bytes, which are copied.
    public static CurveKey of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a CURVE key has 32 bytes, not " + bytes.length);
        }
        return new CurveKey(bytes.clone());
    }

    /// A key from its 40 characters.
    ///
    /// @throws fluxj.cert.CertificateException when they are not a key
    public static CurveKey fromZ85(String text) {
        byte[] bytes = Z85.decode(text);
        if (bytes.length != SIZE) {
            throw new CertificateException("a CURVE key has 40 characters, not " + text.length());
        }
        return new CurveKey(bytes);
    }

    /// A copy of the 32 bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The 40 characters. Meant for public keys.
    public String z85() {
        return Z85.encode(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CurveKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Says nothing, because the key may be a secret one.
    @Override
    public String toString() {
        return "CurveKey";
    }
}
