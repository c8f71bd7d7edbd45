package fluxj.zmtp.crypto;

import io.netty.buffer.ByteBuf;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// CURVE by libsodium.
final class SodiumCrypto implements CurveCrypto {
    private SodiumCrypto() {}

    /// The library, when this machine has it.
    static Optional<SodiumCrypto> load() {
        return SodiumLibrary.isPresent() ? Optional.of(new SodiumCrypto()) : Optional.empty();
    }

    @Override
    public String description() {
        return SodiumLibrary.name();
    }

    @Override
    public CurveKey publicKey(CurveKey secretKey) {
        byte[] result = new byte[CurveKey.SIZE];
        SodiumLibrary.publicKey(result, secretKey.bytes());
        return CurveKey.of(result);
    }

    @Override
    public Optional<CurveBox> box(CurveKey peerPublicKey, CurveKey ownSecretKey) {
        byte[] shared = new byte[CurveKey.SIZE];
        return SodiumLibrary.agree(shared, peerPublicKey.bytes(), ownSecretKey.bytes())
                ? Optional.of(new Box(shared))
                : Optional.empty();
    }

    @Override
    public CurveBox secretBox(byte[] key) {
        return new Box(key.clone());
    }

    private static final class Box implements CurveBox {
        private final byte[] key;

        Box(byte[] key) {
            this.key = key;
        }

        @Override
        public void seal(byte[] nonce, ByteBuf buffer, int index, int length) {
            MemorySegment box = MemorySegment.ofBuffer(buffer.internalNioBuffer(index, length));
            SodiumLibrary.seal(box.asSlice(MAC_SIZE), box.asSlice(0, MAC_SIZE), nonce, key);
        }

        @Override
        public boolean open(byte[] nonce, ByteBuf buffer, int index, int length) {
            MemorySegment box = MemorySegment.ofBuffer(buffer.internalNioBuffer(index, length));
            return SodiumLibrary.open(box.asSlice(MAC_SIZE), box.asSlice(0, MAC_SIZE), nonce, key);
        }
    }
}
