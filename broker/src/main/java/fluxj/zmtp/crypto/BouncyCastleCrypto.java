package fluxj.zmtp.crypto;

import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.math.ec.rfc7748.X25519;

import java.util.Optional;

/// CURVE by Bouncy Castle: everywhere that Java runs.
final class BouncyCastleCrypto implements CurveCrypto {
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    @Override
    public String description() {
        return "Bouncy Castle";
    }

    @Override
    public CurveKey publicKey(CurveKey secretKey) {
        byte[] result = new byte[CurveKey.SIZE];
        X25519.scalarMultBase(secretKey.bytes(), 0, result, 0);
        return CurveKey.of(result);
    }

    @Override
    public Optional<CurveBox> box(CurveKey peerPublicKey, CurveKey ownSecretKey) {
        byte[] point = new byte[CurveKey.SIZE];
        return X25519.calculateAgreement(
                        ownSecretKey.bytes(), 0, peerPublicKey.bytes(), 0, point, 0)
                ? Optional.of(new BouncyCastleBox(hsalsa20(point)))
                : Optional.empty();
    }

    @Override
    public CurveBox secretBox(byte[] key) {
        return new BouncyCastleBox(key.clone());
    }

    /// HSalsa20 with a nonce of zeros: NaCl's way from a curve point to a key. It is the Salsa20
    /// block function without the final addition, of which only the diagonal and the nonce words
    /// are kept.
    private static byte[] hsalsa20(byte[] key) {
        int[] input = new int[16];
        for (int i = 0; i < 4; i++) {
            input[5 * i] = SIGMA[i];
            input[1 + i] = intAt(key, 4 * i);
            input[11 + i] = intAt(key, 16 + 4 * i);
        }
        int[] output = new int[16];
        Salsa20Engine.salsaCore(20, input, output);
        int[] kept = {0, 5, 10, 15, 6, 7, 8, 9};
        byte[] result = new byte[CurveKey.SIZE];
        for (int i = 0; i < kept.length; i++) {
            int word = output[kept[i]] - input[kept[i]];
            for (int j = 0; j < 4; j++) {
                result[4 * i + j] = (byte) (word >>> (8 * j));
            }
        }
        return result;
    }

    private static int intAt(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }
}
