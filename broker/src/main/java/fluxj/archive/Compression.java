package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// How an archive is compressed: by its name when it is written, by its first bytes when it is
/// read.
enum Compression {
    /// Not at all.
    NONE(""),
    /// gzip.
    GZIP("\u001f\u008b"),
    /// bzip2.
    BZIP2("BZh"),
    /// lz4 frames.
    LZ4("\u0004\"M\u0018"),
    /// xz, which there is no code for.
    XZ("\u00fd7zXZ\0"),
    /// zstd, which there is no code for.
    ZSTD("(\u00b5/\u00fd"),
    /// zip, another kind of archive, which there is no code for.
    ZIP("PK\u0003\u0004");

    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST_MAGIC = 6;

    /// The first bytes, each as the character of that number.
    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /// What the name of an output file asks for.
    ///
    /// @throws FluxException EINVAL when it asks for nothing that is known
    static Compression ofName(String file) {
        if (file.equals("-") || file.endsWith(".tar")) {
            return NONE;
        }
        if (file.endsWith(".tgz") || file.endsWith(".tar.gz")) {
            return GZIP;
        }
        if (file.endsWith(".tar.bz2")) {
            return BZIP2;
        }
        if (file.endsWith(".tar.lz4")) {
            return LZ4;
        }
        for (String known : new String[] {".tar.xz", ".tar.zst", ".zip", ".cpio", ".7z", ".iso"}) {
            if (file.endsWith(known)) {
                throw new FluxException(
                        Errno.EINVAL,
                        file
                                + ": "
                                + known
                                + " is not supported; use .tar, .tgz, .tar.gz, .tar.bz2 or .tar.lz4");
            }
        }
        throw new FluxException(Errno.EINVAL, "No such format '" + file + "'");
    }

    /// Writes through this.
    OutputStream compress(OutputStream to) throws IOException {
        return switch (this) {
            case NONE -> to;
            case GZIP -> new GZIPOutputStream(to, BUFFER);
            case BZIP2 -> new BZip2CompressorOutputStream(to);
            case LZ4 -> new FramedLZ4CompressorOutputStream(to);
            case XZ, ZSTD, ZIP -> throw unsupported();
        };
    }

    /// Finds out what something is compressed with and reads through that.
    static InputStream open(InputStream from) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(from, BUFFER);
        buffered.mark(LONGEST_MAGIC);
        String start = new String(buffered.readNBytes(LONGEST_MAGIC), StandardCharsets.ISO_8859_1);
        buffered.reset();
        for (Compression each : values()) {
            if (!each.magic.isEmpty() && start.startsWith(each.magic)) {
                return each.expand(buffered);
            }
        }
        return buffered;
    }

    private InputStream expand(InputStream from) throws IOException {
        return switch (this) {
            case NONE -> from;
            case GZIP -> new GZIPInputStream(from, BUFFER);
            case BZIP2 -> new BZip2CompressorInputStream(from, true);
            case LZ4 -> new FramedLZ4CompressorInputStream(from, true);
            case XZ, ZSTD, ZIP -> throw unsupported();
        };
    }

    private FluxException unsupported() {
        return new FluxException(
                Errno.EINVAL,
                name().toLowerCase(Locale.ROOT)
                        + " archives are not supported; repack as tar, plain or with gzip, bzip2 or"
                        + " lz4");
    }
}
