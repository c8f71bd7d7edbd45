package fluxj.zmtp;

import fluxj.zmtp.crypto.CurveCrypto;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/// The 24-byte nonces of CurveZMQ (RFC 26): a fixed prefix of 16 characters and a counter of 8
/// bytes, or of 8 characters and 16 random bytes.
final class CurveNonce {
    static final int SHORT_SIZE = 8;
    static final int LONG_SIZE = 16;

    private CurveNonce() {}

    static byte[] counted(String prefix, long counter) {
        byte[] nonce = prefixed(prefix);
        putCounter(nonce, counter);
        return nonce;
    }

    static byte[] random(String prefix, ByteBuf from, int index) {
        byte[] nonce = prefixed(prefix);
        from.getBytes(index, nonce, CurveCrypto.NONCE_SIZE - LONG_SIZE, LONG_SIZE);
        return nonce;
    }

    static void putCounter(byte[] nonce, long counter) {
        for (int i = 0; i < SHORT_SIZE; i++) {
            nonce[CurveCrypto.NONCE_SIZE - 1 - i] = (byte) (counter >>> (8 * i));
        }
    }

    static byte[] prefixed(String prefix) {
        byte[] nonce = new byte[CurveCrypto.NONCE_SIZE];
        byte[] text = prefix.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, nonce, 0, text.length);
        return nonce;
    }
}
