package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.format.IoReason;
import fluxj.platform.SparseFiles;
import fluxj.wire.Payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
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

    /// Names the parts of files. Holes have none, as in flux-core's file references (RFC 37): the
    /// parts are those that `flux archive` names in its own.
    ///
    /// @param limit bytes of the largest part
    record Reader(HashType type, long limit, SparseFiles sparse) {
        /// Reads a file.
        ///
        /// @param chunksize bytes of a part; 0 makes each extent of data one
        MappedFile read(String path, int chunksize) {
            Path file = Path.of(path);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw unsuitable(path);
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                List<SparseFiles.Extent> extents = sparse.data(file, channel.size());
                if (extents.isEmpty()) {
                    throw unsuitable(path);
                }
                Map<Blobref, Part> parts = new LinkedHashMap<>();
                for (SparseFiles.Extent extent : extents) {
                    name(
                            channel,
                            file,
                            extent,
                            chunksize == 0 ? extent.length() : chunksize,
                            parts);
                }
                return new MappedFile(path, parts);
            } catch (NoSuchFileException _) {
                throw new FluxException(Errno.ENOENT, path + ": " + Errno.ENOENT.text());
            } catch (AccessDeniedException _) {
                throw new FluxException(Errno.EACCES, path + ": " + Errno.EACCES.text());
            } catch (IOException e) {
                throw new FluxException(Errno.EIO, path + ": " + IoReason.of(e));
            }
        }

        private void name(
                FileChannel channel,
                Path file,
                SparseFiles.Extent extent,
                long chunk,
                Map<Blobref, Part> parts)
                throws IOException {
            long end = extent.offset() + extent.length();
            for (long offset = extent.offset(); offset < end; offset += chunk) {
                long length = Math.min(chunk, end - offset);
                if (length > limit || length > Integer.MAX_VALUE - 64) {
                    throw new FluxException(
                            Errno.EFBIG, file + ": a blob of " + length + " bytes is too large");
                }
                Blobref ref = type.hash(MappedFile.read(channel, offset, (int) length));
                parts.putIfAbsent(ref, new Part(file, offset, (int) length));
            }
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
