package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.Fileref;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.SparseFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Describes files for an archive (RFC 37). Touches the disk: for blocking work.
final class FileReader {
    /// @param base what relative paths are relative to
    /// @param chunkSize the largest blob; 0 for no limit
    /// @param smallFile what is no larger is in the description itself
    record Options(Path base, HashType hash, int chunkSize, int smallFile, SparseFiles sparse) {}

    private static final int TYPE = 0170000;

    private final Options options;

    FileReader(Options options) {
        this.options = options;
    }

    /// A path and, when it is a directory, all that is below it, what is in a directory before the
    /// directory.
    List<String> walk(String path) throws IOException {
        List<String> paths = new ArrayList<>();
        Path file = resolve(path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FluxException(Errno.ENOENT, path + ": " + Errno.ENOENT.text());
        }
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            walk(path, file, paths);
        } else {
            paths.add(path);
        }
        return paths;
    }

    private static void walk(String path, Path directory, List<String> paths) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        }
        entries.sort(null);
        for (Path entry : entries) {
            String below = (path.endsWith("/") ? path : path + "/") + entry.getFileName();
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                walk(below, entry, paths);
            } else {
                paths.add(below);
            }
        }
        if (!path.equals(".")) {
            paths.add(path);
        }
    }

    Path resolve(String path) {
        return options.base().resolve(path);
    }

    /// Describes one file.
    JsonObject describe(String path) throws IOException {
        Path file = resolve(path);
        Map<String, Object> attributes;
        try {
            attributes =
                    Files.readAttributes(
                            file,
                            "unix:mode,size,lastModifiedTime,ctime",
                            LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new FluxException(Errno.ENOENT, path + ": " + Errno.ENOENT.text());
        }
        if (!(attributes.get("mode") instanceof Integer mode)
                || !(attributes.get("size") instanceof Long size)) {
            throw new FluxException(Errno.EINVAL, path + ": no mode or size");
        }
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("path", relative(path))
                        .put("mtime", seconds(attributes.get("lastModifiedTime")))
                        .put("ctime", seconds(attributes.get("ctime")))
                        .put("mode", mode);
        return switch (mode & TYPE) {
            case 0040000 -> json.build();
            case 0120000 -> json.put("data", Files.readSymbolicLink(file).toString()).build();
            case 0100000 -> regular(json.put("size", size), path, size).build();
            default -> throw new FluxException(Errno.EINVAL, path + ": unsupported file type");
        };
    }

    private static String relative(String path) {
        int at = 0;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return at == path.length() ? "." : path.substring(at);
    }

    private static long seconds(@Nullable Object time) {
        return time instanceof FileTime known ? known.to(TimeUnit.SECONDS) : 0;
    }

    private JsonObject.Builder regular(JsonObject.Builder json, String path, long size)
            throws IOException {
        List<SparseFiles.Extent> extents = options.sparse().data(resolve(path), size);
        if (extents.isEmpty()) {
            return json;
        }
        if (size > options.smallFile()) {
            return json.put("encoding", "blobvec").put("data", blobs(path, size, extents));
        }
        byte[] bytes = Files.readAllBytes(resolve(path));
        if (bytes.length < size) {
            throw new FluxException(Errno.EINVAL, path + ": short read");
        }
        String text = text(bytes);
        return text.isEmpty()
                ? json.put("encoding", "base64")
                        .put("data", Base64.getEncoder().encodeToString(bytes))
                : json.put("encoding", "utf-8").put("data", text);
    }

    /// The bytes as text; empty when they are none. A NUL is no text, because Flux's JSON library
    /// does not read one back.
    private static String text(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return "";
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    private JsonArray blobs(String path, long size, List<SparseFiles.Extent> extents)
            throws IOException {
        long most = options.chunkSize() == 0 ? size : options.chunkSize();
        List<JsonValue> blobs = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(resolve(path).toFile(), "r")) {
            for (SparseFiles.Extent extent : extents) {
                long end = extent.offset() + extent.length();
                for (long at = extent.offset(); at < end; at += most) {
                    long length = Math.min(most, end - at);
                    blobs.add(
                            JsonArray.of(
                                    JsonValue.of(at),
                                    JsonValue.of(length),
                                    JsonValue.of(
                                            options.hash()
                                                    .hash(read(file, path, at, length))
                                                    .toString())));
                }
            }
        }
        return JsonArray.of(blobs.toArray(new JsonValue[0]));
    }

    /// The bytes of one blob.
    byte[] read(String path, Fileref.Blob blob) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(resolve(path).toFile(), "r")) {
            return read(file, path, blob.offset(), blob.size());
        }
    }

    private static byte[] read(RandomAccessFile file, String path, long offset, long length)
            throws IOException {
        if (length > Integer.MAX_VALUE - 8) {
            throw new FluxException(Errno.EFBIG, path + ": too large for one blob");
        }
        byte[] bytes = new byte[(int) length];
        file.seek(offset);
        int have = 0;
        while (have < bytes.length) {
            int count = file.read(bytes, have, bytes.length - have);
            if (count < 0) {
                throw new FluxException(Errno.EINVAL, path + ": short read");
            }
            have += count;
        }
        return bytes;
    }
}
