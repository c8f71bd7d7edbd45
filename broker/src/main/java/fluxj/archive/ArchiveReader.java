package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.wire.Payload;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a tar file, ours, flux-core's or any other, some entries at a time. Used by one thread at
/// a time.
final class ArchiveReader implements Closeable {
    /// What restore cares for.
    sealed interface Item permits Value, Link, HardLink, TooLarge, Other {}

    /// A file.
    record Value(String path, Payload content) implements Item {}

    /// A link.
    record Link(String path, String target) implements Item {}

    /// Another name of a file that came before.
    record HardLink(String path, String target) implements Item {}

    /// What is no file, link or directory.
    record Other(String path) implements Item {}

    /// A file over the limit, whose bytes were skipped.
    record TooLarge(String path, long size) implements Item {}

    /// Some entries.
    ///
    /// @param newest the latest time of any entry seen so far, in seconds since 1970
    /// @param last true when the archive has no more
    record Batch(List<Item> items, long newest, boolean last) {}

    private static final int BATCH_BYTES = 1024 * 1024;
    private static final int BATCH_ITEMS = 1000;

    /// Where names stand in a header: offset and length of the name, its prefix and a link's
    /// target.
    private static final int[][] NAMES = {{0, 100}, {345, 155}, {157, 100}};

    /// Knows whether an archive ended with its end mark or was cut off, and the header of the entry
    /// it has come to.
    private static final class Tar extends TarArchiveInputStream {
        private boolean ended;
        private boolean cut;
        private byte[] header = new byte[0];

        Tar(InputStream from) {
            super(from, StandardCharsets.UTF_8.name());
        }

        @Override
        protected byte @Nullable [] readRecord() throws IOException {
            byte[] record = super.readRecord();
            if (record == null) {
                cut = !ended;
            } else {
                ended = isEOFRecord(record);
                header = record;
            }
            return record;
        }

        /// True when a name of the entry is no UTF-8: the library then puts question marks in it.
        boolean isMisread(TarArchiveEntry entry) {
            for (int[] field : NAMES) {
                int end = field[0];
                while (end < field[0] + field[1] && end < header.length && header[end] != 0) {
                    end++;
                }
                ByteBuffer bytes = ByteBuffer.wrap(header, field[0], end - field[0]);
                if (!isUtf8(bytes.duplicate())) {
                    String read = withQuestionMarks(bytes);
                    if (entry.getName().contains(read) || entry.getLinkName().contains(read)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static boolean isUtf8(ByteBuffer bytes) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(bytes);
                return true;
            } catch (CharacterCodingException _) {
                return false;
            }
        }

        private static String withQuestionMarks(ByteBuffer bytes) {
            return StandardCharsets.UTF_8.decode(bytes).toString().replace('\ufffd', '?');
        }
    }

    private final String file;
    private final Tar tar;
    private final long limit;
    private long newest;

    private ArchiveReader(String file, Tar tar, long limit) {
        this.file = file;
        this.tar = tar;
        this.limit = limit;
    }

    /// Opens the file, or `standardInput` when it is called `-`.
    ///
    /// @param limit the size above which files are skipped; 0 for none
    static ArchiveReader open(String file, InputStream standardInput, long limit) {
        InputStream from;
        if (file.equals("-")) {
            from = standardInput;
        } else {
            try {
                from = Files.newInputStream(Path.of(file));
            } catch (IOException e) {
                throw new FluxException(Errno.ENOENT, "Failed to open '" + file + "'");
            }
        }
        try {
            return new ArchiveReader(file, new Tar(Compression.open(from)), limit);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, "Error reading '" + file + "': " + IoReason.of(e));
        }
    }

    /// Reads on.
    Batch next() {
        List<Item> items = new ArrayList<>();
        long bytes = 0;
        try {
            while (items.size() < BATCH_ITEMS && bytes < BATCH_BYTES) {
                TarArchiveEntry entry = tar.getNextEntry();
                if (entry == null && tar.cut) {
                    throw new FluxException(Errno.EIO, file + ": truncated tar archive");
                }
                if (entry == null) {
                    return new Batch(items, newest, true);
                }
                if (!entry.isCheckSumOK()) {
                    throw new FluxException(Errno.EIO, file + ": damaged tar archive");
                }
                if (tar.isMisread(entry)) {
                    throw DirTree.Name.invalid(entry.getName());
                }
                newest = Math.max(newest, entry.getLastModifiedTime().toInstant().getEpochSecond());
                if (entry.isSymbolicLink()) {
                    items.add(new Link(entry.getName(), entry.getLinkName()));
                } else if (entry.isLink()) {
                    items.add(new HardLink(entry.getName(), entry.getLinkName()));
                } else if (isDevice(entry)) {
                    items.add(new Other(entry.getName()));
                } else if (entry.isFile() && !entry.isDirectory()) {
                    Item item = read(entry);
                    items.add(item);
                    bytes += item instanceof Value value ? value.content().length() : 0;
                }
            }
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, file + ": " + IoReason.of(e));
        } catch (IllegalArgumentException e) {
            throw new FluxException(Errno.EINVAL, file + ": not a tar archive: " + e.getMessage());
        }
        return new Batch(items, newest, false);
    }

    private static boolean isDevice(TarArchiveEntry entry) {
        return entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice();
    }

    private Item read(TarArchiveEntry entry) throws IOException {
        long size = entry.getSize();
        if (size > Integer.MAX_VALUE - 8 || (limit > 0 && size > limit)) {
            return new TooLarge(entry.getName(), size);
        }
        byte[] bytes = tar.readNBytes((int) size);
        if (bytes.length != size) {
            throw new FluxException(Errno.EIO, "short read from archive");
        }
        return new Value(entry.getName(), Payload.ofBytes(bytes));
    }

    /// Ends it.
    @Override
    public void close() throws IOException {
        tar.close();
    }
}
