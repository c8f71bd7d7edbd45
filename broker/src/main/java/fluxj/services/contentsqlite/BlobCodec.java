package fluxj.services.contentsqlite;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

import java.util.Arrays;

/// How a blob lies in the database: as it is when it is short, else as one LZ4 block.
final class BlobCodec {
    /// The `size` of an object that lies there as it is.
    static final int VERBATIM = -1;

    /// From this length on a blob is compressed, whether that gains anything or not.
    static final int COMPRESSED_FROM = 256;

    private static final int SCRATCH_KEPT = 1 << 20;

    /// What is written into a row.
    static final class Packed {
        private final int size;
        private final byte[] object;

        private Packed(int size, byte[] object) {
            this.size = size;
            this.object = object;
        }

        int size() {
            return size;
        }

        byte[] object() {
            return object;
        }
    }

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;
    private byte[] scratch = new byte[0];

    BlobCodec() {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        compressor = factory.fastCompressor();
        decompressor = factory.safeDecompressor();
    }

    Packed pack(byte[] blob) {
        if (blob.length < COMPRESSED_FROM) {
            return new Packed(VERBATIM, blob);
        }
        byte[] room = scratch(compressor.maxCompressedLength(blob.length));
        int length = compressor.compress(blob, 0, blob.length, room, 0);
        return new Packed(blob.length, Arrays.copyOf(room, length));
    }

    private byte[] scratch(int length) {
        if (length > SCRATCH_KEPT) {
            return new byte[length];
        }
        if (scratch.length < length) {
            scratch = new byte[Math.min(SCRATCH_KEPT, Math.max(length, 2 * scratch.length))];
        }
        return scratch;
    }

    /// The blob of a row.
    ///
    /// @throws FluxException EINVAL when the block is broken or has another length than it says
    byte[] unpack(int size, byte[] object) {
        if (size == VERBATIM) {
            return object;
        }
        if (size < 0 || object.length == 0 || size / object.length > 255) {
            throw new FluxException(Errno.EINVAL, "object has an impossible size of " + size);
        }
        byte[] blob = new byte[size];
        int length;
        try {
            length = decompressor.decompress(object, 0, object.length, blob, 0);
        } catch (LZ4Exception e) {
            throw new FluxException(Errno.EINVAL, "object cannot be decompressed");
        }
        if (length != size) {
            throw new FluxException(
                    Errno.EINVAL, "object has " + length + " bytes and should have " + size);
        }
        return blob;
    }
}
