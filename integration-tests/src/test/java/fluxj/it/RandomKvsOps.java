package fluxj.it;

import fluxj.format.Blobref;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Operations by chance on few names, so that they meet. Two things that flux-core's kvs does not
/// survive are left out. A commit through links in circles: the target of `l<n>` only goes through
/// links of greater numbers. A lookup through a link to a link to the root: only the last one may
/// lead there, and no target ends with it.
final class RandomKvsOps {
    private static final List<String> NAMES =
            List.of("a", "b", "c", "d", "X", "\u00e9", "\uffee", "\ud83d\ude00", "q\"\\\t\u007f");
    private static final int LINKS = 4;

    private final Random random;

    RandomKvsOps(Random random) {
        this.random = random;
    }

    /// Whether a link may be followed before the last name.
    static boolean goesThroughLink(String key) {
        return key.matches(".*l[0-9].*\\..*[^.]+.*");
    }

    /// One commit's operations.
    ///
    /// @param directories in the store
    JsonArray next(List<Blobref> directories) {
        int count = random.nextInt(10) == 0 ? random.nextInt(50) : 1 + random.nextInt(4);
        List<JsonValue> ops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ops.add(next(key(), directories));
        }
        return new JsonArray(ops);
    }

    /// A key, sometimes not a normalised one, seldom the root or nothing.
    String key() {
        return switch (random.nextInt(150)) {
            case 0 -> ".";
            case 1 -> "";
            case 2 -> "...";
            case 3, 4, 5 -> "." + path(0).replace(".", "..") + ".";
            default -> path(0);
        };
    }

    private String path(int lowestLink) {
        StringBuilder path = new StringBuilder();
        int names = 1 + random.nextInt(4);
        for (int i = 0; i < names; i++) {
            int link = lowestLink + random.nextInt(4 * LINKS);
            path.append(i == 0 ? "" : ".");
            path.append(link < LINKS ? "l" + link : NAMES.get(random.nextInt(NAMES.size())));
        }
        return path.toString();
    }

    private JsonValue next(String key, List<Blobref> directories) {
        return switch (random.nextInt(24)) {
            case 0, 1, 2 -> op(key, 0, JsonValue.Null.NULL);
            case 3, 4, 5 -> op(key, KvsProtocol.APPEND, val());
            case 6, 7 -> link(random.nextBoolean() ? "" : path(0) + ".");
            case 8 -> op(key, random.nextInt(64) & ~KvsProtocol.APPEND, dir(3));
            case 9 -> op(key, 0, directories.isEmpty() ? val() : dirref(directories));
            case 10 -> random.nextInt(5) == 0 ? odd(key) : op(key, 0, val());
            default -> op(key, 0, val());
        };
    }

    private static JsonValue op(String key, int flags, JsonValue dirent) {
        return JsonObject.builder()
                .put("flags", flags)
                .put("key", key)
                .put("dirent", dirent)
                .build();
    }

    private JsonValue link(String where) {
        int link = random.nextInt(LINKS);
        return op(where + "l" + link, 0, symlink(link).toJson());
    }

    private Symlink symlink(int link) {
        boolean last = link == LINKS - 1;
        String target = last && random.nextInt(3) == 0 ? "." : path(link + 1);
        if (target.endsWith("l" + (LINKS - 1))) {
            target += ".a";
        }
        return new Symlink(
                target,
                random.nextInt(8) == 0 ? Optional.of(KvsProtocol.PRIMARY) : Optional.empty());
    }

    private JsonValue dirref(List<Blobref> directories) {
        Blobref one = directories.get(random.nextInt(directories.size()));
        Blobref two = directories.get(random.nextInt(directories.size()));
        boolean both = random.nextInt(30) == 0;
        return new Treeobj.Dirref(both ? List.of(one, two) : List.of(one)).toJson();
    }

    /// What is refused, or looks as if it should be.
    private JsonValue odd(String key) {
        return switch (random.nextInt(10)) {
            case 0 -> JsonObject.of("key", key);
            case 1 -> op(key, 0, JsonObject.of("type", "val"));
            case 2 -> op(key, KvsProtocol.APPEND, Dir.EMPTY.toJson());
            case 3 -> op(key, 0, new Treeobj.Val("not base64: \"\\" + "!".repeat(80)).toJson());
            case 4 -> op(key, 0, new Treeobj.Val("neither \"\\\u0001\u00e9").toJson());
            case 5 -> op(key, 0, new Treeobj.Val("QUJD".repeat(20) + "QQ").toJson());
            case 6 -> op(key, 0, new Treeobj.Val("QUJD".repeat(20) + "QQ=").toJson());
            case 7 -> op(key, 0, new Treeobj.Val("QUJD".repeat(20) + "====").toJson());
            case 8 -> op(key, 0, new Treeobj.Val("QUJD".repeat(20) + "Q===").toJson());
            default -> op(key, 0, new Symlink("x", Optional.of("no-such-namespace")).toJson());
        };
    }

    private JsonValue val() {
        int length =
                switch (random.nextInt(8)) {
                    case 0 -> 0;
                    case 1 -> 52 + random.nextInt(6);
                    case 2 -> random.nextInt(2000);
                    default -> 1 + random.nextInt(12);
                };
        byte[] bytes = new byte[length];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            Arrays.fill(bytes, (byte) 0x30);
        }
        return new Treeobj.Val(Base64.getEncoder().encodeToString(bytes)).toJson();
    }

    private JsonValue dir(int deeper) {
        JsonObject.Builder entries = JsonObject.builder();
        for (int i = random.nextInt(4); i > 0; i--) {
            int link = random.nextInt(4 * LINKS);
            if (link < LINKS) {
                entries.put("l" + link, symlink(link).toJson());
            } else {
                entries.put(
                        NAMES.get(random.nextInt(NAMES.size())),
                        deeper > 0 && random.nextInt(3) == 0 ? dir(deeper - 1) : val());
            }
        }
        return JsonObject.builder()
                .put("ver", 1)
                .put("data", entries.build())
                .put("type", "dir")
                .build();
    }
}
