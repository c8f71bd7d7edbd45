package fluxj.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JsonPathTest {
    private static JsonObject object(String text) {
        return JsonObject.parse(text);
    }

    @Test
    void pathsReachIntoObjects() {
        JsonObject config = object("{\"a\":{\"b\":3}}");
        assertEquals(JsonValue.of(3), JsonPath.get(config, "a.b").orElseThrow());
        assertTrue(JsonPath.get(config, "a.b.c").isEmpty());
        assertEquals(
                "{\"a\":{\"b\":3,\"c\":{\"d\":true}}}",
                JsonPath.set(config, "a.c.d", JsonValue.of(true)).toString());
        assertEquals("{\"a\":{}}", JsonPath.remove(config, "a.b").toString());
        assertEquals(config, JsonPath.remove(config, "x.y"));
    }

    @Test
    void nothingIsSetBelowWhatIsNoObject() {
        JsonObject config = object("{\"a\":3}");
        assertThrows(JsonException.class, () -> JsonPath.set(config, "a.b", JsonValue.of(1)));
        assertThrows(JsonException.class, () -> JsonPath.set(config, "x..y", JsonValue.of(1)));
    }

    @Test
    void mergingReplacesAllButObjects() {
        assertEquals(
                object("{\"a\":{\"b\":1,\"c\":[2]},\"d\":null}"),
                JsonPath.merge(
                        object("{\"a\":{\"b\":1,\"c\":{\"x\":1}},\"d\":5}"),
                        object("{\"a\":{\"c\":[2]},\"d\":null}")));
    }

    @Test
    void nullsGoAndSoDoObjectsOfNothingElse() {
        assertEquals(
                object("{\"c\":[null]}"),
                JsonPath.withoutNulls(object("{\"a\":{\"b\":null},\"c\":[null],\"d\":null}")));
    }
}
