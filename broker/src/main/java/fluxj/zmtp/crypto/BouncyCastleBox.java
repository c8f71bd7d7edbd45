package fluxj.zmtp.crypto;

import io.netty.buffer.ByteBuf;

import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

import java.security.MessageDigest;

/// XSalsa20-Poly1305 by Bouncy Castle, through a small array because its engines know no buffers.
final class BouncyCastleBox implements CurveBox {
    private static final int CHUNK = 8192;
    private static final int MAC_KEY_SIZE = 32;

    private final KeyParameter key;
    private final XSalsa20Engine cipher = new XSalsa20Engine();
    private final Poly1305 authenticator = new Poly1305();
    private final byte[] chunk = new byte[CHUNK];
    private final byte[] mac = new byte[CurveCrypto.MAC_SIZE];

    BouncyCastleBox(byte[] key) {
        this.key = new KeyParameter(key);
    }

    @Override
    public void seal(byte[] nonce, ByteBuf buffer, int index, int length) {
        start(nonce);
        int end = index + length;
        for (int at = index + CurveCrypto.MAC_SIZE; at < end; at += CHUNK) {
            int size = Math.min(CHUNK, end - at);
            buffer.getBytes(at, chunk, 0, size);
            cipher.processBytes(chunk, 0, size, chunk, 0);
            authenticator.update(chunk, 0, size);
            buffer.setBytes(at, chunk, 0, size);
        }
        authenticator.doFinal(mac, 0);
        buffer.setBytes(index, mac);
    }

    @Override
    public boolean open(byte[] nonce, ByteBuf buffer, int index, int length) {
        start(nonce);
        int end = index + length;
        for (int at = index + CurveCrypto.MAC_SIZE; at < end; at += CHUNK) {
            int size = Math.min(CHUNK, end - at);
            buffer.getBytes(at, chunk, 0, size);
            authenticator.update(chunk, 0, size);
        }
        authenticator.doFinal(mac, 0);
        byte[] given = new byte[CurveCrypto.MAC_SIZE];
        buffer.getBytes(index, given);
        if (!MessageDigest.isEqual(mac, given)) {
            return false;
        }
        for (int at = index + CurveCrypto.MAC_SIZE; at < end; at += CHUNK) {
            int size = Math.min(CHUNK, end - at);
            buffer.getBytes(at, chunk, 0, size);
            cipher.processBytes(chunk, 0, size, chunk, 0);
            buffer.setBytes(at, chunk, 0, size);
        }
        return true;
    }

    /// Sets the cipher to the nonce; its first 32 bytes of key stream are the authenticator's key.
    private void start(byte[] nonce) {
        cipher.init(true, new ParametersWithIV(key, nonce));
        byte[] macKey = new byte[MAC_KEY_SIZE];
        cipher.processBytes(macKey, 0, MAC_KEY_SIZE, macKey, 0);
        authenticator.init(new KeyParameter(macKey));
    }
}
