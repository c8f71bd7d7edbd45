package fluxj.services.kvs.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Treeobj;

import java.util.ArrayList;
import java.util.List;

/// Operations out of a commit request: each an object of exactly `key`, `flags` and `dirent`, the
/// tree object to set or append, or null to unlink (spec services 2.4). Of the flags only APPEND
/// counts; flux-core looks at no other either. A text with a NUL is refused, which nobody could
/// read from the store again.
public final class OpReader {
    private OpReader() {}

    /// Reads all of them. Never fails: a bad one becomes an operation that refuses its commit.
    public static List<Op> read(JsonArray ops) {
        List<Op> all = new ArrayList<>(ops.size());
        for (JsonValue item : ops) {
            all.add(read(item));
        }
        return all;
    }

    private static Op read(JsonValue item) {
        if (!(item instanceof JsonObject op) || !isOp(op)) {
            return new Op.Malformed(new FluxException(Errno.EPROTO));
        }
        KvsKey key = KvsKey.of(op.text("key").orElseThrow());
        JsonValue dirent = op.get("dirent").orElseThrow();
        if (dirent == JsonValue.Null.NULL) {
            return new Op.Unlink(key);
        }
        boolean append = (op.whole("flags").orElseThrow() & KvsProtocol.APPEND) != 0;
        if (append && !typeOf(dirent).equals("val")) {
            return new Op.Invalid(key, new FluxException(Errno.EPROTO));
        }
        try {
            Treeobj object = Treeobj.of(dirent);
            return append && object instanceof Treeobj.Val val
                    ? new Op.Append(key, val)
                    : new Op.Set(key, object);
        } catch (FluxException e) {
            return new Op.Invalid(key, e);
        }
    }

    private static boolean isOp(JsonObject op) {
        return op.members().size() == 3
                && op.text("key").filter(key -> key.indexOf(0) < 0).isPresent()
                && op.whole("flags").isPresent()
                && op.get("dirent").isPresent();
    }

    /// What a guest may do in a namespace of his own: unlink, set values, make directories.
    ///
    /// @throws FluxException EPERM for anything else, EPROTO for what is no operation
    public static void checkGuest(JsonArray ops) {
        for (JsonValue item : ops) {
            if (!(item instanceof JsonObject op) || !isOp(op)) {
                throw new FluxException(Errno.EPROTO, "could not decode commit operation");
            }
            JsonValue dirent = op.get("dirent").orElseThrow();
            String type = typeOf(dirent);
            boolean dir = type.equals("dir");
            if (dirent != JsonValue.Null.NULL
                    && !type.equals("val")
                    && !(dir && isEmptyDir(dirent))) {
                String what = type.isEmpty() ? "???" : type;
                throw new FluxException(
                        Errno.EPERM,
                        "guests may not commit " + (dir ? "non-empty " : "") + what + " objects");
            }
        }
    }

    /// The type of what has the outer form of a tree object, whatever its data; else empty.
    private static String typeOf(JsonValue dirent) {
        return dirent instanceof JsonObject object
                        && object.members().size() == 3
                        && object.whole("ver").orElse(0L) == 1
                        && object.get("data").isPresent()
                ? object.text("type").orElse("")
                : "";
    }

    private static boolean isEmptyDir(JsonValue dirent) {
        try {
            return Treeobj.of(dirent) instanceof Dir dir && dir.isEmpty();
        } catch (FluxException e) {
            return false;
        }
    }
}
