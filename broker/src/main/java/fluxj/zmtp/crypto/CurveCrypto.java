package fluxj.zmtp.crypto;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// What CURVE needs of a cryptography library (NaCl's `crypto_box`).
public interface CurveCrypto {
    /// Bytes that a box is longer than its text: the Poly1305 authenticator in front of it.
    int MAC_SIZE = 16;

    /// Bytes of a nonce.
    int NONCE_SIZE = 24;

    /// The library in words, such as `libsodium.so.23`.
    String description();

    /// The public key that belongs to a secret one.
    CurveKey publicKey(CurveKey secretKey);

    /// Key agreement: what both ends of a pair of keys can seal and open. Empty when the peer's key
    /// is one of the few weak ones that make the result predictable.
    Optional<CurveBox> box(CurveKey peerPublicKey, CurveKey ownSecretKey);

    /// A box under a key of 32 bytes that only we know.
    CurveBox secretBox(byte[] key);

    /// A new key pair.
    ///
    /// @param random must be fit for keys: `SecureRandom` outside of tests
    default CurveKeyPair generate(RandomGenerator random) {
        byte[] bytes = new byte[CurveKey.SIZE];
        random.nextBytes(bytes);
        CurveKey secret = CurveKey.of(bytes);
        return new CurveKeyPair(publicKey(secret), secret);
    }
}
