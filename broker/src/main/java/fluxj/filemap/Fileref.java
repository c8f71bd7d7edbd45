package fluxj.filemap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file, directory or link as RFC 37 describes it.
///
/// @param mode type and permissions as in stat(2)
/// @param data text, blobs or any JSON, as `encoding` says
public record Fileref(
        String path,
        int mode,
        Optional<Long> size,
        Optional<String> encoding,
        Optional<JsonValue> data) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    private static final int PERMISSIONS = 0777;

    /// A part of a file.
    public record Blob(long offset, long size, Blobref ref) {}

    /// Reads one.
    public static Fileref of(JsonValue json) {
        if (json instanceof JsonObject object) {
            Optional<String> path = object.text("path");
            Optional<Long> mode = object.whole("mode");
            if (path.isPresent() && mode.isPresent()) {
                return new Fileref(
                        path.get(),
                        (int) (long) mode.get(),
                        object.whole("size"),
                        object.text("encoding"),
                        object.get("data"));
            }
        }
        throw new FluxException(Errno.EPROTO, "error decoding fileref object: no path or mode");
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    public int permissions() {
        return mode & PERMISSIONS;
    }

    /// The blobs of a large file.
    public List<Blob> blobs() {
        List<Blob> blobs = new ArrayList<>();
        if (!(data.orElse(JsonArray.EMPTY) instanceof JsonArray entries)) {
            throw notBlobs();
        }
        for (JsonValue entry : entries) {
            blobs.add(blob(entry));
        }
        return blobs;
    }

    private Blob blob(JsonValue entry) {
        if (entry instanceof JsonArray array
                && array.items().size() == 3
                && array.items().get(0) instanceof JsonValue.Whole(long offset)
                && array.items().get(1) instanceof JsonValue.Whole(long length)
                && array.items().get(2) instanceof JsonValue.Text(String ref)) {
            try {
                return new Blob(offset, length, Blobref.parse(ref));
            } catch (FormatException e) {
                throw notBlobs();
            }
        }
        throw notBlobs();
    }

    private FluxException notBlobs() {
        return new FluxException(Errno.EPROTO, path + ": error decoding blobvec entry");
    }

    /// One line of a list.
    public String line(boolean detailed) {
        if (!detailed) {
            return path;
        }
        String length = Long.toString(size.orElse(0L));
        return (isRegular() ? "f" : isLink() ? "l" : isDirectory() ? "d" : "?")
                + " 0"
                + Integer.toOctalString(permissions())
                + " "
                + " ".repeat(Math.max(0, 8 - length.length()))
                + length
                + " "
                + path;
    }
}
