package fluxj.treeobj;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Tree objects from and to JSON values, with every rule of RFC 11 checked on the way in. Loops, so
/// that directories inside directories cannot exhaust the stack.
final class TreeobjJson {
    private TreeobjJson() {}

    /// A directory of which some entries are written.
    private static final class Written {
        private final @Nullable Written outer;
        private final Dir dir;
        private final JsonObject.Builder entries = JsonObject.builder();
        private int next;

        Written(@Nullable Written outer, Dir dir) {
            this.outer = outer;
            this.dir = dir;
        }

        Treeobj entry() {
            return dir.entryAt(next);
        }

        /// Takes an entry; false when it was the last.
        boolean add(JsonObject entry) {
            entries.put(dir.nameAt(next++), entry);
            return next < dir.size();
        }
    }

    /// A directory of which some entries are read.
    private static final class Read {
        private final @Nullable Read outer;
        private final Iterator<Map.Entry<String, JsonValue>> rest;
        private final Map<String, Treeobj> done = new TreeMap<>(Dir.BY_UTF8);
        private Map.Entry<String, JsonValue> next;

        Read(@Nullable Read outer, Map<String, JsonValue> entries) {
            this.outer = outer;
            rest = entries.entrySet().iterator();
            next = rest.next();
        }

        /// Takes an entry; false when it was the last.
        boolean add(Treeobj entry) {
            done.put(next.getKey(), entry);
            if (!rest.hasNext()) {
                return false;
            }
            next = rest.next();
            return true;
        }
    }

    static JsonObject write(Treeobj object) {
        Treeobj here = object;
        Written level = null;
        while (true) {
            if (here instanceof Dir dir && !dir.isEmpty()) {
                level = new Written(level, dir);
            } else {
                JsonObject json = object(here, leaf(here));
                while (level != null && !level.add(json)) {
                    json = object(level.dir, level.entries.build());
                    level = level.outer;
                }
                if (level == null) {
                    return json;
                }
            }
            here = level.entry();
        }
    }

    private static JsonValue leaf(Treeobj object) {
        return switch (object) {
            case Treeobj.Val(String base64) -> JsonValue.of(base64);
            case Treeobj.Valref(List<Blobref> blobs) -> references(blobs);
            case Treeobj.Dirref(List<Blobref> blobs) -> references(blobs);
            case Dir _ -> JsonObject.EMPTY;
            case Symlink(String target, Optional<String> namespace) -> {
                JsonObject.Builder link = JsonObject.builder();
                namespace.ifPresent(name -> link.put("namespace", name));
                yield link.put("target", target).build();
            }
        };
    }

    private static JsonObject object(Treeobj object, JsonValue data) {
        return JsonObject.builder()
                .put("data", data)
                .put("type", object.type())
                .put("ver", 1)
                .build();
    }

    private static JsonArray references(List<Blobref> blobs) {
        return new JsonArray(blobs.stream().map(blob -> JsonValue.of(blob.toString())).toList());
    }

    static Treeobj read(JsonValue json) {
        JsonValue here = json;
        Read level = null;
        while (true) {
            JsonObject object = checked(here);
            JsonValue data = object.get("data").orElseThrow(() -> invalid("no data"));
            String type = object.text("type").orElseThrow(() -> invalid("no type"));
            if (type.equals("dir") && entries(data).size() > 0) {
                level = new Read(level, entries(data));
            } else {
                Treeobj read = leaf(type, data);
                while (level != null && !level.add(read)) {
                    read = Dir.of(level.done);
                    level = level.outer;
                }
                if (level == null) {
                    return read;
                }
            }
            here = level.next.getValue();
        }
    }

    private static JsonObject checked(JsonValue json) {
        if (!(json instanceof JsonObject object)) {
            throw invalid("not an object");
        }
        if (object.members().size() != 3 || object.whole("ver").orElse(0L) != 1) {
            throw invalid("expected ver 1, type and data");
        }
        return object;
    }

    private static Treeobj leaf(String type, JsonValue data) {
        return switch (type) {
            case "val" -> val(data);
            case "valref" -> new Treeobj.Valref(blobrefs(data));
            case "dirref" -> new Treeobj.Dirref(blobrefs(data));
            case "dir" -> Dir.EMPTY;
            case "symlink" -> symlink(data);
            default -> throw invalid("unknown type");
        };
    }

    private static Map<String, JsonValue> entries(JsonValue data) {
        if (data instanceof JsonObject object) {
            return object.members();
        }
        throw invalid("data of a dir is an object");
    }

    private static Treeobj val(JsonValue data) {
        if (data instanceof JsonValue.Text(String base64)) {
            checkNoNul(base64);
            return new Treeobj.Val(base64);
        }
        throw invalid("data of a val is a string");
    }

    private static Treeobj symlink(JsonValue data) {
        if (!(data instanceof JsonObject link)) {
            throw invalid("data of a symlink is an object");
        }
        Optional<JsonValue> namespace = link.get("namespace");
        Optional<String> name = link.text("namespace");
        String target =
                link.text("target").orElseThrow(() -> invalid("a symlink names its target"));
        if (namespace.isPresent() && name.isEmpty()) {
            throw invalid("a namespace is a string");
        }
        checkNoNul(target);
        name.ifPresent(TreeobjJson::checkNoNul);
        return new Symlink(target, name);
    }

    private static List<Blobref> blobrefs(JsonValue data) {
        if (!(data instanceof JsonArray array)) {
            throw invalid("data of a reference is an array");
        }
        List<Blobref> blobs = new ArrayList<>();
        for (JsonValue item : array) {
            if (!(item instanceof JsonValue.Text(String text))) {
                throw invalid("a blob reference is a string");
            }
            try {
                blobs.add(Blobref.parse(text));
            } catch (FormatException e) {
                throw new FluxException(Errno.EINVAL, e.getMessage() + "");
            }
        }
        if (blobs.isEmpty()) {
            throw invalid("a reference names at least one blob");
        }
        return blobs;
    }

    /// A text with a NUL could be stored but not read again.
    private static void checkNoNul(String text) {
        if (text.indexOf(0) >= 0) {
            throw invalid("a text with a NUL");
        }
    }

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, "invalid tree object: " + why);
    }
}
