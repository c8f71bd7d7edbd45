package fluxj.cert;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;

import javax.crypto.KeyAgreement;

/// The JDK's curve, slow but there: the product's own cryptography lives in another module.
final class X25519 {
    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private X25519() {}

    static byte[] publicKey(byte[] secretKey) {
        try {
            KeyFactory keys = KeyFactory.getInstance("XDH");
            KeyAgreement agreement = KeyAgreement.getInstance("XDH");
            agreement.init(
                    keys.generatePrivate(
                            new XECPrivateKeySpec(NamedParameterSpec.X25519, secretKey)));
            agreement.doPhase(
                    keys.generatePublic(
                            new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)),
                    true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
