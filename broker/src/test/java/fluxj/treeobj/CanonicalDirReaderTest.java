package fluxj.treeobj;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

class CanonicalDirReaderTest {
    private static final String REF = "sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91";

    private static Optional<Dir> read(String text) {
        return CanonicalDirReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String dir(String entries) {
        return "{\"data\":{" + entries + "},\"type\":\"dir\",\"ver\":1}";
    }

    private static String val(String name) {
        return "\"" + name + "\":{\"data\":\"MQ==\",\"type\":\"val\",\"ver\":1}";
    }

    private static Dir random(Random random) {
        List<String> names = List.of("a", "B", "key", "\u00e9", "\uffee", "\ud83d\ude00", "");
        Map<String, Treeobj> entries = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] bytes = new byte[random.nextInt(9)];
            random.nextBytes(bytes);
            HashType hash = random.nextBoolean() ? HashType.SHA1 : HashType.SHA256;
            Treeobj entry =
                    switch (random.nextInt(5)) {
                        case 0 -> new Treeobj.Dirref(hash.hash(bytes));
                        case 1 ->
                                new Treeobj.Valref(
                                        List.of(hash.hash(bytes), HashType.SHA1.hash(bytes)));
                        case 2 -> new Symlink("a.b", Optional.of("ns"));
                        case 3 -> new Symlink("\u00e9", Optional.empty());
                        default -> Treeobj.Val.of(bytes);
                    };
            entries.put(names.get(random.nextInt(names.size())) + i, entry);
        }
        return Dir.of(entries);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheGeneralReaderOnGoodAndDamagedBytes(long seed) {
        Random random = new Random(seed);
        int damagedAndRead = 0;
        for (int i = 0; i < 5000; i++) {
            Dir dir = random(random);
            byte[] bytes = dir.encode();
            assertEquals(Optional.of(dir), CanonicalDirReader.read(bytes));
            bytes[random.nextInt(bytes.length)] =
                    (byte) "{}[]\":,\\ a1=\u00e9\t".charAt(random.nextInt(14));
            Optional<Dir> read = CanonicalDirReader.read(bytes);
            if (read.isPresent()) {
                assertEquals(general(bytes), read, () -> "seed " + seed + ": " + text(bytes));
                damagedAndRead++;
            }
        }
        assertTrue(damagedAndRead > 100, "dull");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Optional<Treeobj> general(byte[] bytes) {
        try {
            return Optional.of(Treeobj.of(JsonObject.parse(bytes, 0, bytes.length)));
        } catch (JsonException | FluxException e) {
            return Optional.empty();
        }
    }

    @Test
    void leavesWhatIsNotCanonicalToTheGeneralReader() {
        assertTrue(read(dir(val("a") + "," + val("b"))).isPresent());
        for (String text :
                List.of(
                        "",
                        "{\"data\":{",
                        dir(val("b") + "," + val("a")),
                        dir(val("a") + "," + val("a")),
                        dir(val("a") + ","),
                        dir(val("\\u0041")),
                        dir(val("a")) + " ",
                        dir("\"d\":" + dir("")),
                        dir("\"r\":{\"data\":[],\"type\":\"dirref\",\"ver\":1}"),
                        dir("\"r\":{\"data\":[\"sha1-00\"],\"type\":\"dirref\",\"ver\":1}"),
                        dir("\"r\":{\"data\":[\"" + REF + "\"],\"type\":\"val\",\"ver\":1}"),
                        dir("\"v\":{\"data\":\"\",\"type\":\"val\",\"ver\":2}"))) {
            assertEquals(Optional.empty(), read(text), text);
        }
    }

    @Test
    void noPartOfADirectoryIsOne() {
        byte[] bytes = random(new Random(7)).with("x", Treeobj.Val.of(new byte[9])).encode();
        for (int length = 0; length < bytes.length; length++) {
            assertEquals(Optional.empty(), CanonicalDirReader.read(Arrays.copyOf(bytes, length)));
        }
    }
}
