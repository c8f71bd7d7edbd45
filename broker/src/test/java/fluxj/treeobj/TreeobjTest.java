package fluxj.treeobj;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

class TreeobjTest {
    private static final long SMALL_STACK = 256 * 1024;

    private static String text(Treeobj object) {
        return new String(object.encode(), StandardCharsets.UTF_8);
    }

    @Test
    void emptyDirectoryHasTheReferenceThatFluxGivesIt() {
        assertEquals("{\"data\":{},\"type\":\"dir\",\"ver\":1}", text(Dir.EMPTY));
        assertEquals(
                "sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91",
                HashType.SHA1.hash(Dir.EMPTY.encode()).toString());
    }

    @Test
    void encodesWithSortedKeysAndEscapesWhatJsonMust() {
        Dir dir =
                Dir.EMPTY
                        .with("b", new Symlink("x\"\\\n\u0001\u001f", Optional.of("ns")))
                        .with("a\u007f", Treeobj.Val.of("hi".getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                "{\"data\":{\"a\u007f\":{\"data\":\"aGk=\",\"type\":\"val\",\"ver\":1},"
                        + "\"b\":{\"data\":{\"namespace\":\"ns\",\"target\":"
                        + "\"x\\\"\\\\\\n\\u0001\\u001F\"},\"type\":\"symlink\",\"ver\":1}},"
                        + "\"type\":\"dir\",\"ver\":1}",
                text(dir));
    }

    @Test
    void sortsNamesByTheirUtf8Bytes() {
        List<String> names =
                new ArrayList<>(List.of("\ud83d\ude00", "\uffee", "z", "\u00e9", "Z", "za", ""));
        names.sort(Dir.BY_UTF8);
        List<String> expected = new ArrayList<>(names);
        expected.sort(
                (a, b) ->
                        Arrays.compareUnsigned(
                                a.getBytes(StandardCharsets.UTF_8),
                                b.getBytes(StandardCharsets.UTF_8)));
        assertEquals(expected, names);
    }

    @Test
    void decodesWhatItEncodes() {
        Treeobj.Dirref below = new Treeobj.Dirref(HashType.SHA1.hash(new byte[] {1}));
        Dir dir =
                Dir.EMPTY
                        .with("val", Treeobj.Val.of(new byte[] {0, 1, 2}))
                        .with(
                                "valref",
                                new Treeobj.Valref(
                                        List.of(
                                                HashType.SHA1.hash(new byte[0]),
                                                HashType.SHA256.hash(new byte[0]))))
                        .with("dirref", below)
                        .with("dir", Dir.EMPTY.with("x", below))
                        .with("symlink", new Symlink("a.b", Optional.empty()));
        assertEquals(dir, Treeobj.decode(dir.encode()));
        assertEquals(dir, Treeobj.of(dir.toJson()));
    }

    @Test
    void manyChangesAtOnceGiveWhatTheyGiveOneByOne() {
        Treeobj one = Treeobj.Val.of(new byte[] {1});
        Treeobj two = Treeobj.Val.of(new byte[] {2});
        Dir before = Dir.EMPTY.with("b", one).with("d", one).with("f", one);
        Dir.Changes changes =
                new Dir.Changes(before)
                        .put("a", two)
                        .put("d", two)
                        .remove("f")
                        .remove("nothing")
                        .put("g", two)
                        .remove("g")
                        .put("e", two);
        assertEquals(
                Dir.EMPTY.with("a", two).with("b", one).with("d", two).with("e", two),
                changes.toDir());
        assertEquals(Optional.empty(), changes.get("f"));
        assertEquals(Optional.of(one), changes.get("b"));
        assertEquals(Dir.EMPTY.with("b", one).with("f", one), before.without("d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ver\":2,\"type\":\"val\",\"data\":\"\"}",
                "{\"ver\":1,\"type\":\"val\",\"data\":7}",
                "{\"ver\":1,\"type\":\"val\",\"data\":\"\",\"more\":1}",
                "{\"ver\":1,\"type\":\"hdir\",\"data\":\"\"}",
                "{\"ver\":1,\"type\":\"valref\",\"data\":[]}",
                "{\"ver\":1,\"type\":\"valref\",\"data\":[\"sha1-00\"]}",
                "{\"ver\":1,\"type\":\"dirref\",\"data\":[3]}",
                "{\"ver\":1,\"type\":\"dir\",\"data\":{\"a\":1}}",
                "{\"ver\":1,\"type\":\"symlink\",\"data\":{}}",
                "{\"ver\":1,\"type\":\"symlink\",\"data\":{\"target\":\"a\",\"namespace\":1}}"
            })
    void refusesWhatRfc11DoesNotAllow(String json) {
        FluxException error =
                assertThrows(FluxException.class, () -> Treeobj.of(JsonObject.parse(json)));
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void readsBase64AsFluxDoes() {
        byte[] abcd = "abcd".getBytes(StandardCharsets.UTF_8);
        for (String text : List.of("YWJjZA==", "YWJjZA=", "YWJjZA")) {
            assertArrayEquals(abcd, new Treeobj.Val(text).bytes(), text);
        }
        for (String text : List.of("", "====", "=")) {
            assertArrayEquals(new byte[0], new Treeobj.Val(text).bytes(), text);
        }
        for (String text :
                List.of("Y", "Y===", "YW=j", "YWJjZA===", "YWJj====ZA==", "YW-_", "\u0159WJj")) {
            Treeobj.Val val = new Treeobj.Val(text);
            assertEquals(Errno.EINVAL, assertThrows(FluxException.class, val::bytes).errno(), text);
        }
    }

    @Test
    void valuesOfAnyLengthComeBack() {
        for (int length : new int[] {1, 2, 3, 36_863, 36_864, 36_865, 100_000}) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) length);
            assertArrayEquals(bytes, Treeobj.Val.of(bytes).bytes());
        }
    }

    @Test
    void keysAreNormalised() {
        assertEquals("a.b", KvsKey.of("..a...b.").toString());
        assertEquals(KvsKey.ROOT, KvsKey.of("..."));
        assertEquals(".", KvsKey.ROOT.toString());
        assertEquals(List.of("a", "b"), KvsKey.of("a.b").names());
        assertEquals(List.of(""), KvsKey.of("").names());
        assertEquals(KvsKey.of("x.y.z"), KvsKey.of("x").resolve(KvsKey.of("y.z")));
    }

    @Test
    void directoriesAsDeepAsAMessageHoldsFitASmallStack() throws InterruptedException {
        int depth = 1021;
        String text =
                "{\"data\":{\"a\":".repeat(depth)
                        + "{\"data\":\"eA==\",\"type\":\"val\",\"ver\":1}"
                        + "},\"type\":\"dir\",\"ver\":1}".repeat(depth);
        byte[] blob = text.getBytes(StandardCharsets.UTF_8);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            Treeobj object = Treeobj.decode(blob);
                            assertArrayEquals(blob, object.encode());
                            assertEquals(object, Treeobj.of(object.toJson()));
                            assertEquals(object.hashCode(), Treeobj.decode(blob).hashCode());
                        },
                        "small",
                        SMALL_STACK);
        thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertNull(failure.get());
    }
}
