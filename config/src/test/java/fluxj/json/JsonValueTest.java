package fluxj.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class JsonValueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"a\":1,\"b\":[true,false,null,\"x\"],\"c\":{\"d\":0.5}}",
                "\"\\u0001\\\\ \\\"quoted\\\" ü\"",
                "-9223372036854775808",
                "1.0E300"
            })
    void writesWhatItReads(String text) {
        JsonValue value = JsonValue.parse(text);
        assertEquals(value, JsonValue.parse(value.toString()));
    }

    @Test
    void keepsWholeNumbersAndRealsApart() {
        assertNotEquals(JsonValue.parse("1"), JsonValue.parse("1.0"));
        assertEquals("0.0", JsonValue.of(0.0).toString());
        assertEquals("0", JsonValue.of(0).toString());
    }

    @Test
    void keepsTheOrderOfMembers() {
        assertEquals(
                "{\"z\":1,\"a\":2,\"m\":3}",
                JsonObject.parse("{\"z\":1,\"a\":2,\"m\":3}").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":}",
                "{} {}",
                "nul",
                "[1,]",
                "99999999999999999999",
                "\"\u0001\""
            })
    void refusesWhatIsNotJsonInOneLine(String text) {
        JsonException error = assertThrows(JsonException.class, () -> JsonValue.parse(text));
        assertTrue(!String.valueOf(error.getMessage()).contains("\n"));
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertThrows(JsonException.class, () -> JsonValue.parse("[".repeat(100_000)));
    }

    @Test
    void everyTruncationOfAnObjectIsRefused() {
        byte[] text = "{\"a\":[1,2.5,\"x\"],\"b\":{\"c\":null}}".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < text.length; length++) {
            int shorter = length;
            assertThrows(JsonException.class, () -> JsonObject.parse(text, 0, shorter));
        }
    }

    @Test
    void anObjectIsNotChangedByItsBuilder() {
        JsonObject.Builder builder = JsonObject.builder().put("a", 1);
        JsonObject first = builder.build();
        builder.put("a", 2);
        assertEquals(JsonObject.of("a", 1), first);
        assertEquals(List.of("a", "b"), List.copyOf(first.with("b", JsonValue.of(true)).keys()));
    }
}
