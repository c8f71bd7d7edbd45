package fluxj.services.kvs.tree;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Operations by chance, in a small tree so that they meet. Links never lead in circles: one named
/// `l<n>` has no target that goes through `l<n>` or less.
final class RandomOps {
    private static final List<String> NAMES = List.of("a", "b", "c", "\u00e9", "\ud83d\ude00");
    private static final int LINKS = 4;

    private final RandomGenerator random;

    RandomOps(RandomGenerator random) {
        this.random = random;
    }

    /// One commit's.
    ///
    /// @param folders references of directories in the store
    JsonArray next(List<String> folders) {
        List<JsonValue> ops = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 4);
        for (int i = 0; i < count; i++) {
            ops.add(op(folders));
        }
        return new JsonArray(ops);
    }

    /// A key, now and then not in normal form.
    String key() {
        String key = String.join(random.nextInt(20) == 0 ? ".." : ".", names(-1));
        return random.nextInt(30) == 0 ? "." + key + "." : key;
    }

    private List<String> names(int above) {
        List<String> names = new ArrayList<>();
        int depth = 1 + random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            int link = above + 1 + random.nextInt(2 * LINKS);
            names.add(
                    random.nextInt(4) == 0 && link < LINKS
                            ? "l" + link
                            : NAMES.get(random.nextInt(NAMES.size())));
        }
        return names;
    }

    private JsonValue op(List<String> folders) {
        String key = key();
        int choice = random.nextInt(1000);
        if (choice < 10) {
            return bad(key, choice);
        }
        if (choice < 150) {
            return TreeFixture.unlink(key);
        }
        if (choice < 300) {
            return TreeFixture.append(key, val());
        }
        if (choice < 350) {
            return TreeFixture.op(key, 0, dir(2));
        }
        if (choice < 400 && !folders.isEmpty()) {
            JsonValue ref = JsonValue.of(folders.get(random.nextInt(folders.size())));
            return TreeFixture.op(
                    key,
                    0,
                    JsonObject.builder()
                            .put("ver", 1)
                            .put("type", "dirref")
                            .put("data", JsonArray.of(ref))
                            .build());
        }
        if (choice < 600) {
            int link = random.nextInt(LINKS);
            String where = random.nextBoolean() ? "" : key + ".";
            return TreeFixture.set(where + "l" + link, TreeFixture.link(target(link)));
        }
        return TreeFixture.set(key, val());
    }

    private String target(int link) {
        return random.nextInt(10) == 0 ? "." : String.join(".", names(link));
    }

    private JsonValue bad(String key, int choice) {
        return switch (choice) {
            case 0, 1 -> TreeFixture.op(".", 0, TreeFixture.val("1").toJson());
            case 2, 3 -> TreeFixture.op(key, 0, JsonObject.of("type", "hdir"));
            case 4, 5 -> JsonObject.of("key", key);
            case 6, 7 -> TreeFixture.op(key, KvsProtocol.APPEND, Dir.EMPTY.toJson());
            default -> TreeFixture.set(key, new Treeobj.Val("!".repeat(80)));
        };
    }

    private Treeobj.Val val() {
        int length =
                switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> 54;
                    case 2 -> 55;
                    case 3 -> 1 + random.nextInt(500);
                    default -> 1 + random.nextInt(10);
                };
        byte[] bytes = new byte[length];
        int fill = random.nextInt(3);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (fill == 0 ? 'x' : random.nextInt());
        }
        return Treeobj.Val.of(bytes);
    }

    /// A directory as a client may send it, with its names in any order.
    private JsonValue dir(int deeper) {
        JsonObject.Builder entries = JsonObject.builder();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int link = random.nextInt(3 * LINKS);
            if (link < LINKS) {
                entries.put("l" + link, TreeFixture.link(target(link)).toJson());
            } else {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                entries.put(
                        name,
                        deeper > 0 && random.nextBoolean() ? dir(deeper - 1) : val().toJson());
            }
        }
        return JsonObject.builder()
                .put("type", "dir")
                .put("data", entries.build())
                .put("ver", 1)
                .build();
    }
}
