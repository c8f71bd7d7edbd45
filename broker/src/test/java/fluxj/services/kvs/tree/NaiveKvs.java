package fluxj.services.kvs.tree;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a namespace is, told the simplest way: nested maps that are copied for each commit and
/// written as text whole. Shares no code with the real thing.
final class NaiveKvs {
    /// Refuses a commit or a lookup, with the name of the errno.
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String errno) {
            super(errno);
        }
    }

    private sealed interface Node {
        Node copy();
    }

    private record Val(String base64) implements Node {
        @Override
        public Node copy() {
            return this;
        }
    }

    private record Refs(List<String> refs) implements Node {
        @Override
        public Node copy() {
            return this;
        }
    }

    private record Link(String target) implements Node {
        @Override
        public Node copy() {
            return this;
        }
    }

    private record Folder(TreeMap<String, Node> entries) implements Node {
        Folder() {
            this(new TreeMap<>(Comparator.comparing(NaiveKvs::utf8, Arrays::compareUnsigned)));
        }

        @Override
        public Node copy() {
            Folder copy = new Folder();
            entries.forEach((name, node) -> copy.entries.put(name, node.copy()));
            return copy;
        }
    }

    private Folder root = new Folder();

    /// Bytes of values by reference.
    private final Map<String, byte[]> values = new HashMap<>();

    /// Small directories ever written, by reference.
    private final Map<String, Folder> folders = new HashMap<>();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String ref(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
            return "sha1-" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private String store(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            String ref = ref(bytes);
            values.put(ref, bytes);
            return ref;
        } catch (IllegalArgumentException e) {
            throw new Refusal("EPROTO");
        }
    }

    /// The reference of the root.
    String rootref() {
        return ref(utf8(json(root)));
    }

    /// References of small directories there are or were.
    List<String> folders() {
        return folders.keySet().stream().sorted().toList();
    }

    /// Applies operations to a copy, and keeps that unless one is refused.
    void commit(JsonArray ops) {
        Folder before = root;
        root = (Folder) root.copy();
        try {
            for (JsonValue op : ops) {
                apply(op);
            }
            root = (Folder) settled(root);
            note(root);
        } catch (Refusal e) {
            root = before;
            throw e;
        }
    }

    private void apply(JsonValue json) {
        if (!(json instanceof JsonObject op) || op.members().size() != 3) {
            throw new Refusal("EPROTO");
        }
        Deque<String> names = names(op.text("key").orElseThrow());
        JsonValue dirent = op.get("dirent").orElseThrow();
        boolean unlink = dirent == JsonValue.Null.NULL;
        if (names.isEmpty()) {
            throw new Refusal("EINVAL");
        }
        Folder folder = root;
        while (names.size() > 1) {
            String name = names.pop();
            Node node = folder.entries.get(name);
            if (node instanceof Link(String target)) {
                Deque<String> all = names(target);
                all.addAll(names);
                names = all;
                folder = root;
            } else if (node instanceof Folder below) {
                folder = below;
            } else if (unlink) {
                return;
            } else {
                Folder below = new Folder();
                folder.entries.put(name, below);
                folder = below;
            }
        }
        String name = names.pop();
        if (unlink) {
            folder.entries.remove(name);
        } else if (op.whole("flags").orElseThrow() == 32) {
            append(folder, name, read(dirent));
        } else {
            folder.entries.put(name, read(dirent));
        }
    }

    private static Deque<String> names(String key) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : key.split("\\.")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private void append(Folder folder, String name, Node more) {
        if (!(more instanceof Val(String base64))) {
            throw new Refusal("EPROTO");
        }
        Node node = folder.entries.get(name);
        if (node == null) {
            folder.entries.put(name, more);
            return;
        }
        List<String> refs = new ArrayList<>();
        switch (node) {
            case Folder _ -> throw new Refusal("EISDIR");
            case Link _ -> throw new Refusal("EOPNOTSUPP");
            case Val(String first) -> refs.add(store(first));
            case Refs(List<String> before) -> refs.addAll(before);
        }
        refs.add(store(base64));
        folder.entries.put(name, new Refs(refs));
    }

    private Node read(JsonValue json) {
        if (!(json instanceof JsonObject object) || object.text("type").isEmpty()) {
            throw new Refusal("EINVAL");
        }
        return switch (object.text("type").get()) {
            case "val" -> new Val(object.text("data").orElseThrow());
            case "symlink" -> new Link(object.object("data").orElseThrow().text("target").get());
            case "dirref" -> {
                JsonValue ref = object.array("data").orElseThrow().items().getFirst();
                yield Optional.ofNullable(folders.get(((JsonValue.Text) ref).value()))
                        .orElseThrow()
                        .copy();
            }
            case "dir" -> {
                Folder folder = new Folder();
                object.object("data")
                        .orElseThrow()
                        .members()
                        .forEach((name, entry) -> folder.entries.put(name, read(entry)));
                yield folder;
            }
            default -> throw new Refusal("EINVAL");
        };
    }

    /// Long values replaced by references, as a commit leaves them.
    private Node settled(Node node) {
        return switch (node) {
            case Val(String base64) when base64.length() > 72 -> new Refs(List.of(store(base64)));
            case Folder folder -> {
                folder.entries.replaceAll((_, entry) -> settled(entry));
                yield folder;
            }
            case Val _, Refs _, Link _ -> node;
        };
    }

    /// Remembers small directories; of large ones, copies in copies would soon be too many.
    private int note(Folder folder) {
        int size = 1;
        for (Node node : folder.entries.values()) {
            size += node instanceof Folder below ? note(below) : 1;
        }
        if (size < 15) {
            folders.computeIfAbsent(ref(utf8(json(folder))), _ -> (Folder) folder.copy());
        }
        return size;
    }

    private String json(Folder folder) {
        StringBuilder text = new StringBuilder();
        folder.entries.forEach(
                (name, node) ->
                        text.append(text.isEmpty() ? "\"" : ",\"")
                                .append(name)
                                .append("\":")
                                .append(entry(node)));
        return object("{" + text + "}", "dir");
    }

    private String entry(Node node) {
        return switch (node) {
            case Val(String base64) -> object("\"" + base64 + "\"", "val");
            case Refs(List<String> refs) ->
                    object("[\"" + String.join("\",\"", refs) + "\"]", "valref");
            case Link(String target) -> object("{\"target\":\"" + target + "\"}", "symlink");
            case Folder folder -> object("[\"" + ref(utf8(json(folder))) + "\"]", "dirref");
        };
    }

    private static String object(String data, String type) {
        return "{\"data\":" + data + ",\"type\":\"" + type + "\",\"ver\":1}";
    }

    /// What a lookup finds, as canonical text, or the name of an errno; ENOENT for nothing.
    String find(String key, boolean readdir, boolean readlink, boolean treeobj) {
        try {
            Optional<Node> found = resolve(names(key), !readlink && !treeobj, 0);
            if (found.isEmpty()) {
                return "ENOENT";
            }
            return treeobj ? entry(found.get()) : value(found.get(), readdir, readlink);
        } catch (Refusal e) {
            return e.getMessage();
        }
    }

    private Optional<Node> resolve(Deque<String> names, boolean follow, int depth) {
        if (depth > 10) {
            throw new Refusal("ELOOP");
        }
        Node node = root;
        while (!names.isEmpty()) {
            if (!(node instanceof Folder folder)) {
                return Optional.empty();
            }
            Node next = folder.entries.get(names.pop());
            if (next instanceof Link(String target) && (follow || !names.isEmpty())) {
                next = resolve(names(target), true, depth + 1).orElse(null);
            }
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return Optional.of(node);
    }

    private String value(Node node, boolean readdir, boolean readlink) {
        if (readlink && !(node instanceof Link) && node != root) {
            return "EINVAL";
        }
        if (node instanceof Folder != readdir) {
            return readdir ? "ENOTDIR" : "EISDIR";
        }
        return switch (node) {
            case Folder folder -> json(folder);
            case Val _, Link _ -> entry(node);
            case Refs(List<String> refs) -> {
                StringBuilder all = new StringBuilder();
                for (String ref : refs) {
                    byte[] bytes = Optional.ofNullable(values.get(ref)).orElseThrow();
                    all.append(new String(bytes, StandardCharsets.ISO_8859_1));
                }
                byte[] bytes = all.toString().getBytes(StandardCharsets.ISO_8859_1);
                yield entry(new Val(Base64.getEncoder().encodeToString(bytes)));
            }
        };
    }
}
