package fluxj.services.contentfiles;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.platform.FolderRemoval;
import fluxj.wire.Payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// The folder of files. Unchanging; its methods touch the disk and belong into blocking work.
///
/// A file is written beside the folder's own and then renamed, so that one with a blob's name is
/// whole as long as the machine runs. What a power cut may have cut short is found by its hash.
///
/// @param folder absolute
/// @param durable false leaves it to the system when to write
record BlobFolder(Path folder, boolean durable) {
    /// The checkpoint's file.
    static final String CHECKPOINT = "kvs-primary";

    private static final String UNFINISHED = ".unfinished";

    /// Makes the folder when there is none, and an empty one of what there is when told to.
    void open(boolean truncate) {
        try {
            if (truncate && Files.exists(folder)) {
                FolderRemoval.remove(folder);
            }
            make(folder);
            Path unfinished = folder.resolve(UNFINISHED);
            if (Files.exists(unfinished)) {
                FolderRemoval.remove(unfinished);
            }
            make(unfinished);
        } catch (IOException e) {
            FluxException error = DiskErrors.of(e, folder);
            throw new FluxException(
                    error.errno(), "could not create " + folder + ": " + error.errno().text());
        }
    }

    private static void make(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectory(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    /// The bytes of a blob.
    ///
    /// @throws FluxException ENOENT without the file, EINVAL when its bytes are others
    Payload load(Blobref ref) {
        byte[] blob = read(ref.toString());
        if (!ref.type().hash(blob).equals(ref)) {
            throw new FluxException(
                    Errno.EINVAL, ref + ": the file's content does not match its name");
        }
        return blob.length == 0 ? Payload.NONE : Payload.ofBytes(blob);
    }

    private byte[] read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            throw new FluxException(Errno.ENOENT);
        } catch (IOException e) {
            throw DiskErrors.of(e, file);
        }
    }

    /// True when a blob has a file.
    boolean has(Blobref ref) {
        return Files.exists(folder.resolve(ref.toString()));
    }

    /// Keeps a blob.
    ///
    /// @param number no other write under way has it
    void store(Blobref ref, byte[] blob, long number) {
        write(ref.toString(), blob, number, false);
    }

    private void write(String name, byte[] bytes, long number, boolean sync) {
        Path file = folder.resolve(name);
        Path unfinished = folder.resolve(UNFINISHED).resolve(Long.toString(number));
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            unfinished,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                if (sync) {
                    channel.force(true);
                }
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DiskErrors.of(forget(unfinished, e), file);
        }
    }

    private static IOException forget(Path unfinished, IOException cause) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    /// Waits until blobs are on the disk.
    void sync(List<Blobref> refs) {
        if (durable && !refs.isEmpty()) {
            for (Blobref ref : refs) {
                sync(folder.resolve(ref.toString()));
            }
            sync(folder);
        }
    }

    private static void sync(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw DiskErrors.of(e, path);
        }
    }

    /// Keeps a checkpoint, on the disk when this returns.
    void storeCheckpoint(byte[] json, long number) {
        write(CHECKPOINT, json, number, durable);
        if (durable) {
            sync(folder);
        }
    }

    /// The checkpoint's text.
    ///
    /// @throws FluxException ENOENT without one
    byte[] loadCheckpoint() {
        return read(CHECKPOINT);
    }

    /// How many files there are.
    int count() {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!file.endsWith(UNFINISHED)) {
                    count++;
                }
            }
        } catch (IOException e) {
            throw DiskErrors.of(e, folder);
        }
        return count;
    }
}
