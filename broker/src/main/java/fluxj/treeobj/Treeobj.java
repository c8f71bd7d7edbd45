package fluxj.treeobj;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// One immutable node of a KVS tree (RFC 11). [#encode] gives the canonical bytes: compact JSON
/// with sorted keys; a blob reference is the hash of exactly these.
public sealed interface Treeobj permits Treeobj.Val, Treeobj.Valref, Dir, Treeobj.Dirref, Symlink {

    /// A value inside its directory.
    ///
    /// @param base64 the bytes of the value in base64, as they stand in the object
    record Val(String base64) implements Treeobj {
        /// A value of these bytes.
        public static Val of(byte[] bytes) {
            return new Val(Base64.getEncoder().encodeToString(bytes));
        }

        /// The bytes of the value.
        ///
        /// @throws FluxException EINVAL when the text is not base64
        public byte[] bytes() {
            return Base64Text.decode(base64);
        }

        @Override
        public String type() {
            return "val";
        }
    }

    /// A value in the content store, the concatenation of at least one blob.
    record Valref(List<Blobref> blobs) implements Treeobj {
        /// Keeps a copy of the list.
        public Valref {
            blobs = List.copyOf(blobs);
            if (blobs.isEmpty()) {
                throw new IllegalArgumentException("a valref names at least one blob");
            }
        }

        @Override
        public String type() {
            return "valref";
        }
    }

    /// A directory in the content store: one blob. RFC 11 lets the list be longer; nothing good
    /// makes such an object, but it is stored like any other.
    record Dirref(List<Blobref> blobs) implements Treeobj {
        /// Keeps a copy of the list.
        public Dirref {
            blobs = List.copyOf(blobs);
            if (blobs.isEmpty()) {
                throw new IllegalArgumentException("a dirref names at least one blob");
            }
        }

        /// A reference to that directory.
        public Dirref(Blobref blob) {
            this(List.of(blob));
        }

        /// The directory.
        ///
        /// @throws FluxException ENOTRECOVERABLE when there is not exactly one
        public Blobref blob() {
            if (blobs.size() != 1) {
                throw new FluxException(Errno.ENOTRECOVERABLE);
            }
            return blobs.getFirst();
        }

        @Override
        public String type() {
            return "dirref";
        }
    }

    /// The word of its `type` member.
    String type();

    /// The canonical bytes.
    default byte[] encode() {
        return TreeobjWriter.encode(this);
    }

    /// As a JSON value for a message.
    default JsonObject toJson() {
        return TreeobjJson.write(this);
    }

    /// Reads one from a message, whole: everything below is checked too.
    ///
    /// @throws FluxException EINVAL when it is not a valid object of RFC 11
    static Treeobj of(JsonValue json) {
        return TreeobjJson.read(json);
    }

    /// Reads one from the bytes of a blob.
    ///
    /// @throws FluxException EINVAL when it is not a valid object of RFC 11
    static Treeobj decode(byte[] blob) {
        Optional<Dir> dir = CanonicalDirReader.read(blob);
        if (dir.isPresent()) {
            return dir.get();
        }
        try {
            return of(JsonObject.parse(blob, 0, blob.length));
        } catch (JsonException e) {
            throw new FluxException(
                    Errno.EINVAL, Optional.ofNullable(e.getMessage()).orElse("not JSON"));
        }
    }
}
