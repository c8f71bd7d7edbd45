package fluxj.filemap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.DurableFile;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.content.ContentProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Makes files from file references. Permissions are the stated ones less the umask; times are
/// those of the extraction.
public final class FileExtract {
    private final RpcClient rpc;
    private final Reactor reactor;
    private final Path base;
    private final Manner manner;
    private final Consumer<Fileref> onFile;

    /// Where something was made.
    private final SortedSet<Path> directories = new TreeSet<>();

    /// The file that is being written: its permissions may not let it be opened again.
    private @Nullable FileChannel open;

    /// How files are made.
    ///
    /// @param overwrite replace files that are there
    /// @param durable all is on the disk when the promise is complete
    public record Manner(boolean overwrite, boolean durable) {}

    /// @param rpc the way to the content store, for files in blobs
    /// @param reactor keeps slow work off its thread
    /// @param base where the files go
    /// @param onFile told of each file before it is made
    public FileExtract(
            RpcClient rpc, Reactor reactor, Path base, Manner manner, Consumer<Fileref> onFile) {
        this.rpc = rpc;
        this.reactor = reactor;
        this.base = base;
        this.manner = manner;
        this.onFile = onFile;
    }

    /// Extracts file references in order.
    public Promise<Empty> run(List<JsonValue> entries) {
        return Failures.closing(
                reactor,
                this::close,
                AsyncLoop.each(entries, this::extractWhole).flatMap(_ -> syncDirectories()));
    }

    private Promise<Empty> extractWhole(JsonValue entry) {
        Fileref file = Fileref.of(entry);
        return extract(file)
                .flatMap(
                        done ->
                                written(
                                        file,
                                        () -> {
                                            FileChannel channel = open;
                                            if (channel != null && manner.durable()) {
                                                channel.force(true);
                                            }
                                            close();
                                            return done;
                                        }));
    }

    private Promise<Empty> syncDirectories() {
        if (!manner.durable()) {
            return Promise.of(Empty.EMPTY);
        }
        return reactor.blocking(
                () -> {
                    for (Path directory : directories) {
                        DurableFile.syncDirectory(directory);
                    }
                    return Empty.EMPTY;
                });
    }

    private Promise<Empty> written(Fileref file, Callable<Empty> work) {
        return Failures.named(file.path() + ": write", reactor.blocking(work));
    }

    private void close() throws IOException {
        FileChannel channel = open;
        open = null;
        if (channel != null) {
            channel.close();
        }
    }

    private Promise<Empty> extract(Fileref file) {
        onFile.accept(file);
        if (file.isRegular() && file.encoding().orElse("").equals("blobvec")) {
            List<Fileref.Blob> blobs = file.blobs();
            return make(file).flatMap(made -> made ? fill(file, blobs) : refused(file));
        }
        return make(file)
                .flatMap(
                        made -> {
                            if (!file.isRegular() || file.data().isEmpty()) {
                                return Promise.of(Empty.EMPTY);
                            }
                            byte[] bytes = bytes(file, file.data().get());
                            return made ? write(file, 0, bytes) : refused(file);
                        });
    }

    private static Promise<Empty> refused(Fileref file) {
        return Promise.failed(
                new FluxException(
                        Errno.EEXIST, file.path() + ": write: Attempt to overwrite existing file"));
    }

    private static byte[] bytes(Fileref file, JsonValue data) {
        String encoding = file.encoding().orElse("");
        if (encoding.isEmpty()) {
            return data.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (!(data instanceof JsonValue.Text(String text))) {
            throw new FluxException(
                    Errno.EPROTO, file.path() + ": unexpected data type for " + encoding);
        }
        return switch (encoding) {
            case "utf-8" -> text.getBytes(StandardCharsets.UTF_8);
            case "base64" -> decoded(file, text);
            default ->
                    throw new FluxException(
                            Errno.EINVAL, file.path() + ": unknown RFC 37 encoding " + encoding);
        };
    }

    private static byte[] decoded(Fileref file, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new FluxException(
                    Errno.EINVAL, file.path() + ": could not decode base64 file data");
        }
    }

    /// Makes the file, directory or link; false when something is there that is to stay.
    private Promise<Boolean> make(Fileref file) {
        if (!file.isRegular() && !file.isLink() && !file.isDirectory()) {
            throw new FluxException(
                    Errno.EINVAL,
                    file.path()
                            + ": unknown file type (mode=0"
                            + Integer.toOctalString(file.mode())
                            + ")");
        }
        return Failures.named(file.path(), reactor.blocking(() -> makeNow(file)));
    }

    private boolean makeNow(Fileref file) throws IOException {
        Path path = base.resolve(file.path());
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
            directories.add(parent);
        }
        if (file.isDirectory() && Files.isDirectory(path)) {
            return true;
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!manner.overwrite()) {
                return false;
            }
            Files.delete(path);
        }
        if (file.isDirectory()) {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(permissions(file.permissions())));
        } else if (file.isLink()) {
            if (!(file.data().orElse(JsonValue.Null.NULL)
                    instanceof JsonValue.Text(String target))) {
                throw new FluxException(Errno.EINVAL, "missing symlink data");
            }
            Files.createSymbolicLink(path, Path.of(target));
        } else {
            create(path, file);
        }
        return true;
    }

    private void create(Path path, Fileref file) throws IOException {
        Set<PosixFilePermission> wanted = permissions(file.permissions());
        Set<PosixFilePermission> openable = EnumSet.noneOf(PosixFilePermission.class);
        openable.addAll(wanted);
        openable.add(PosixFilePermission.OWNER_READ);
        openable.add(PosixFilePermission.OWNER_WRITE);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(openable));
        RandomAccessFile made = new RandomAccessFile(path.toFile(), "rw");
        open = made.getChannel();
        // Sets the length without writing, so that holes stay holes.
        made.setLength(file.size().orElse(0L));
        if (!openable.equals(wanted)) {
            Set<PosixFilePermission> afterUmask = Files.getPosixFilePermissions(path);
            afterUmask.retainAll(wanted);
            Files.setPosixFilePermissions(path, afterUmask);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }

    private Promise<Empty> fill(Fileref file, List<Fileref.Blob> blobs) {
        return AsyncLoop.each(
                blobs,
                blob -> {
                    String what =
                            file.path()
                                    + ": error loading offset="
                                    + blob.offset()
                                    + " size="
                                    + blob.size()
                                    + " from "
                                    + blob.ref();
                    return Failures.named(what, load(blob.ref()))
                            .flatMap(
                                    bytes -> {
                                        if (bytes.length != blob.size()) {
                                            throw new FluxException(
                                                    Errno.EIO,
                                                    what + ": unexpected size " + bytes.length);
                                        }
                                        return write(file, blob.offset(), bytes);
                                    });
                });
    }

    private Promise<byte[]> load(Blobref blob) {
        return rpc.request(
                        ContentProtocol.LOAD, Message.NODEID_ANY, Payload.ofBytes(blob.digest()), 0)
                .map(response -> response.payload().bytes());
    }

    private Promise<Empty> write(Fileref file, long offset, byte[] bytes) {
        return written(
                file,
                () -> {
                    FileChannel channel = open;
                    ByteBuffer rest = ByteBuffer.wrap(bytes);
                    while (channel != null && rest.hasRemaining()) {
                        channel.write(rest, offset + rest.position());
                    }
                    return Empty.EMPTY;
                });
    }
}
