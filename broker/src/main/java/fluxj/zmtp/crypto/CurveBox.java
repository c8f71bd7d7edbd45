package fluxj.zmtp.crypto;

import io.netty.buffer.ByteBuf;

/// Authenticated encryption under one agreed key, in place. A box in a buffer is
/// [CurveCrypto#MAC_SIZE] bytes of authenticator and then the text. The buffer must be one piece of
/// memory, not a composite.
public interface CurveBox {
    /// Encrypts the text of a box and fills in its authenticator.
    ///
    /// @param nonce 24 bytes, never used twice with one key
    /// @param index where the box starts
    /// @param length bytes of the whole box
    void seal(byte[] nonce, ByteBuf buffer, int index, int length);

    /// Checks a box and decrypts its text. False, and the bytes unchanged, when it is not genuine.
    boolean open(byte[] nonce, ByteBuf buffer, int index, int length);
}
