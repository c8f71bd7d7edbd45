package fluxj.services.kvs.tree;

import static fluxj.services.kvs.tree.TreeFixture.append;
import static fluxj.services.kvs.tree.TreeFixture.link;
import static fluxj.services.kvs.tree.TreeFixture.op;
import static fluxj.services.kvs.tree.TreeFixture.set;
import static fluxj.services.kvs.tree.TreeFixture.unlink;
import static fluxj.services.kvs.tree.TreeFixture.val;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class OpReaderTest {
    private static void assertGuestIsRefused(Errno errno, String text, JsonValue op) {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> OpReader.checkGuest(JsonArray.of(unlink("a"), op)));
        assertEquals(errno, error.errno());
        assertEquals(text, error.text());
    }

    /// As a message holds it; `~` stands for a NUL.
    private static JsonValue withNuls(String json) {
        byte[] text =
                ("{\"a\":" + json.replace("~", "\\u0000") + "}").getBytes(StandardCharsets.UTF_8);
        return JsonObject.parseMessage(text, 0, text.length, true).get("a").orElseThrow();
    }

    @Test
    void readsTheThreeKindsWithTheirKeysNormalised() {
        assertEquals(
                List.of(
                        new Op.Set(KvsKey.of("a.b"), link("x")),
                        new Op.Append(KvsKey.of("a"), val("1")),
                        new Op.Unlink(KvsKey.ROOT)),
                OpReader.read(
                        JsonArray.of(
                                set("..a..b.", link("x")), append("a", val("1")), unlink("."))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{}",
                "{\"key\":\"a\",\"flags\":0}",
                "{\"key\":1,\"flags\":0,\"dirent\":null}",
                "{\"key\":\"a\",\"flags\":0.0,\"dirent\":null}",
                "{\"key\":\"a\",\"flags\":0,\"dirent\":null,\"more\":0}",
                "{\"key\":\"a~b\",\"flags\":0,\"dirent\":null}"
            })
    void whatIsNoOperationIsAProtocolError(String json) {
        Op op = OpReader.read(JsonArray.of(withNuls(json))).getFirst();
        assertEquals(Errno.EPROTO, assertInstanceOf(Op.Malformed.class, op).error().errno());
    }

    @Test
    void whatIsNoTreeObjectIsInvalid() {
        for (String json :
                List.of(
                        "7",
                        "{}",
                        "{\"ver\":1,\"type\":\"hdir\",\"data\":{}}",
                        "{\"ver\":1,\"type\":\"val\",\"data\":\"eA==~\"}",
                        "{\"ver\":1,\"type\":\"symlink\",\"data\":{\"target\":\"a~\"}}",
                        "{\"ver\":1,\"type\":\"symlink\",\"data\":"
                                + "{\"target\":\"a\",\"namespace\":\"~\"}}")) {
            Op op = OpReader.read(JsonArray.of(op("a", 0, withNuls(json)))).getFirst();
            assertEquals(Errno.EINVAL, assertInstanceOf(Op.Invalid.class, op).error().errno());
        }
    }

    @Test
    void onlyValuesAreAppended() {
        for (JsonValue dirent :
                List.of(Dir.EMPTY.toJson(), link("a").toJson(), JsonValue.of("text"))) {
            Op op = OpReader.read(JsonArray.of(op("a", 32, dirent))).getFirst();
            assertEquals(Errno.EPROTO, assertInstanceOf(Op.Invalid.class, op).error().errno());
        }
    }

    @Test
    void guestsUnlinkSetValuesAndMakeDirectories() {
        assertDoesNotThrow(
                () ->
                        OpReader.checkGuest(
                                JsonArray.of(
                                        unlink("a"),
                                        set("b", val("1")),
                                        append("b", val("2")),
                                        set("c", Dir.EMPTY))));
    }

    @Test
    void guestsDoNothingElse() {
        Treeobj.Dirref ref = new Treeobj.Dirref(HashType.SHA1.hash(new byte[0]));
        assertGuestIsRefused(
                Errno.EPERM, "guests may not commit symlink objects", set("a", link("b")));
        assertGuestIsRefused(Errno.EPERM, "guests may not commit dirref objects", set("a", ref));
        assertGuestIsRefused(
                Errno.EPERM,
                "guests may not commit valref objects",
                set("a", new Treeobj.Valref(ref.blobs())));
        assertGuestIsRefused(
                Errno.EPERM,
                "guests may not commit non-empty dir objects",
                set("a", Dir.EMPTY.with("x", val("1"))));
        assertGuestIsRefused(
                Errno.EPERM, "guests may not commit ??? objects", op("a", 0, JsonValue.of("x")));
        assertGuestIsRefused(
                Errno.EPROTO, "could not decode commit operation", JsonObject.of("key", "a"));
    }
}
