package fluxj.treeobj;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Tree objects from and to JSON values, with every rule of RFC 11 checked on the way in.
final class TreeobjJson {
    private TreeobjJson() {}

    static JsonObject write(Treeobj object) {
        JsonValue data =
                switch (object) {
                    case Treeobj.Val(String base64) -> JsonValue.of(base64);
                    case Treeobj.Valref(List<Blobref> blobs) -> references(blobs);
                    case Treeobj.Dirref(List<Blobref> blobs) -> references(blobs);
                    case Dir dir -> {
                        JsonObject.Builder entries = JsonObject.builder();
                        dir.forEach((name, entry) -> entries.put(name, write(entry)));
                        yield entries.build();
                    }
                    case Symlink(String target, Optional<String> namespace) -> {
                        JsonObject.Builder link = JsonObject.builder();
                        namespace.ifPresent(name -> link.put("namespace", name));
                        yield link.put("target", target).build();
                    }
                };
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
        if (!(json instanceof JsonObject object)) {
            throw invalid("not an object");
        }
        if (object.members().size() != 3 || object.whole("ver").orElse(0L) != 1) {
            throw invalid("expected ver 1, type and data");
        }
        String type = object.text("type").orElseThrow(() -> invalid("no type"));
        JsonValue data = object.get("data").orElseThrow(() -> invalid("no data"));
        return switch (type) {
            case "val" -> val(data);
            case "valref" -> new Treeobj.Valref(blobrefs(data));
            case "dirref" -> new Treeobj.Dirref(blobrefs(data));
            case "dir" -> dir(data);
            case "symlink" -> symlink(data);
            default -> throw invalid("unknown type");
        };
    }

    private static Treeobj val(JsonValue data) {
        if (data instanceof JsonValue.Text(String base64)) {
            return new Treeobj.Val(base64);
        }
        throw invalid("data of a val is a string");
    }

    private static Treeobj dir(JsonValue data) {
        if (!(data instanceof JsonObject entries)) {
            throw invalid("data of a dir is an object");
        }
        Map<String, Treeobj> all = new TreeMap<>(Dir.BY_UTF8);
        entries.members().forEach((name, entry) -> all.put(name, read(entry)));
        return Dir.of(all);
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

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, "invalid tree object: " + why);
    }
}
