package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.DurableFile;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Writes a dump as `flux dump` does: pax tar, values as files and links as links, with the names
/// of a key between slashes. Used by one thread at a time.
final class ArchiveWriter implements Closeable {
    /// One key.
    sealed interface Item permits Value, Link {}

    /// A value.
    ///
    /// @param owned true for one of blobs, which gets the time and owner of the dump; a value
    ///   inside its directory has neither
    record Value(String path, List<byte[]> parts, boolean owned) implements Item {}

    /// A link.
    record Link(String path, String target) implements Item {}

    /// What owned values are stamped with.
    record Stamp(long seconds, int uid, int gid) {}

    private static final int PERMISSIONS = 0100644;

    /// The archive is its owner's alone, as what is dumped is.
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final OutputStream file;
    private final TarArchiveOutputStream tar;

    private ArchiveWriter(OutputStream file, TarArchiveOutputStream tar) {
        this.file = file;
        this.tar = tar;
    }

    /// Makes the file, or writes to `standardOutput` when it is called `-`.
    static ArchiveWriter open(String file, OutputStream standardOutput) throws IOException {
        Compression compression = Compression.ofName(file);
        OutputStream to;
        if (file.equals("-")) {
            to = standardOutput;
        } else {
            try {
                to = DurableFile.create(Path.of(file), OWNER_ONLY);
            } catch (IOException e) {
                throw new FluxException(Errno.ENOENT, "Failed to open '" + file + "'");
            }
        }
        TarArchiveOutputStream tar =
                new TarArchiveOutputStream(
                        compression.compress(new BufferedOutputStream(to, 64 * 1024)),
                        StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return new ArchiveWriter(to, tar);
    }

    /// Writes some keys.
    void write(List<Item> items, Stamp stamp) throws IOException {
        for (Item item : items) {
            switch (item) {
                case Value value -> write(value, stamp);
                case Link(String path, String target) -> {
                    TarArchiveEntry entry = entry(path, TarConstants.LF_SYMLINK);
                    entry.setLinkName(target);
                    tar.putArchiveEntry(entry);
                    tar.closeArchiveEntry();
                }
            }
        }
    }

    private void write(Value value, Stamp stamp) throws IOException {
        TarArchiveEntry entry = entry(value.path(), TarConstants.LF_NORMAL);
        if (value.owned()) {
            entry.setModTime(Instant.ofEpochSecond(stamp.seconds()).toEpochMilli());
            entry.setIds(stamp.uid(), stamp.gid());
        }
        long size = 0;
        for (byte[] part : value.parts()) {
            size += part.length;
        }
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        for (byte[] part : value.parts()) {
            tar.write(part);
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(String path, byte kind) {
        TarArchiveEntry entry = new TarArchiveEntry(path, kind, true);
        entry.setMode(PERMISSIONS);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        return entry;
    }

    /// Writes the end; all of a file is on the disk then.
    void finish() throws IOException {
        tar.finish();
        tar.close();
    }

    /// Gives up.
    @Override
    public void close() throws IOException {
        file.close();
    }
}
