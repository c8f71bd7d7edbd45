package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.wire.Payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// One file and the names of its parts. Unchanging; its methods touch the disk and belong into
/// blocking work.
///
/// @param path absolute
record MappedFile(String path, Map<Blobref, Part> parts) {
    /// Bytes of a file that are a blob.
    record Part(Path file, long offset, int length) {
        /// Reads them and checks that they are still what `ref` names.
        Payload read(Blobref ref) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                byte[] bytes = MappedFile.read(channel, offset, length);
                if (ref.type().hash(bytes).equals(ref)) {
                    return Payload.ofBytes(bytes);
                }
            } catch (IOException _) {
                // Gone, or shorter than it was: changed.
            }
            throw new FluxException(Errno.EINVAL, "mapped file content has changed");
        }
    }

    /// Reads a file and names its parts.
    ///
    /// @param chunksize bytes of a part; 0 makes the whole file one
    static MappedFile of(String path, int chunksize, HashType type, long limit) {
        Path file = Path.of(path);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw unsuitable(path);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long chunk = chunksize == 0 ? size : chunksize;
            if (size == 0) {
                throw unsuitable(path);
            }
            if (chunk > Math.min(limit, Integer.MAX_VALUE - 64)) {
                throw new FluxException(
                        Errno.EFBIG, path + ": one blob of " + size + " bytes is too large");
            }
            Map<Blobref, Part> parts = new LinkedHashMap<>();
            for (long offset = 0; offset < size; offset += chunk) {
                int length = (int) Math.min(chunk, size - offset);
                Blobref ref = type.hash(read(channel, offset, length));
                parts.putIfAbsent(ref, new Part(file, offset, length));
            }
            return new MappedFile(path, parts);
        } catch (NoSuchFileException _) {
            throw new FluxException(Errno.ENOENT, path + ": " + Errno.ENOENT.text());
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, path + ": " + e.getMessage());
        }
    }

    private static FluxException unsuitable(String path) {
        return new FluxException(Errno.EINVAL, path + ": not suitable for mapping");
    }

    private static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException("shorter than it was");
            }
        }
        return buffer.array();
    }
}
