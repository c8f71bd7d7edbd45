package fluxj.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class RecordCodecTest {
    record Child(int rank, String status) {}

    record Health(
            int rank,
            double duration,
            List<Child> children,
            @Key("child-count") int childCount,
            Optional<String> error,
            Map<String, Integer> counts,
            boolean full,
            JsonObject rest) {}

    private static final Health HEALTH =
            new Health(
                    3,
                    0.0,
                    List.of(new Child(4, "full")),
                    1,
                    Optional.of("gone"),
                    Map.of("rx", 7),
                    true,
                    JsonObject.of("k", "v"));

    private static final String TEXT =
            "{\"rank\":3,\"duration\":0.0,\"children\":[{\"rank\":4,\"status\":\"full\"}],"
                    + "\"child-count\":1,\"error\":\"gone\",\"counts\":{\"rx\":7},\"full\":true,"
                    + "\"rest\":{\"k\":\"v\"}}";

    record Named(String name) {
        Named {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("name is empty");
            }
        }
    }

    private static String refusal(Class<? extends Record> type, String json) {
        return String.valueOf(
                assertThrows(
                                JsonException.class,
                                () -> RecordCodec.decode(type, JsonObject.parse(json)))
                        .getMessage());
    }

    @Test
    void writesARecordAndReadsItBack() {
        assertEquals(TEXT, RecordCodec.encode(HEALTH).toString());
        assertEquals(HEALTH, RecordCodec.decode(Health.class, JsonObject.parse(TEXT)));
    }

    @Test
    void anAbsentOptionalHasNoKey() {
        record Request(Optional<String> name) {}
        assertEquals("{}", RecordCodec.encode(new Request(Optional.empty())).toString());
        assertEquals(
                Optional.empty(),
                RecordCodec.decode(Request.class, JsonObject.parse("{\"name\":null}")).name());
    }

    @Test
    void namesTheKeyThatIsMissingOrOfTheWrongType() {
        assertEquals("Object item not found: status", refusal(Child.class, "{\"rank\":1}"));
        assertEquals(
                "Expected integer, got string: rank",
                refusal(Child.class, "{\"rank\":\"1\",\"status\":\"\"}"));
        assertEquals(
                "Expected string, got real: status",
                refusal(Child.class, "{\"rank\":1,\"status\":1.5}"));
    }

    @Test
    void aNumberThatDoesNotFitIsRefused() {
        assertEquals(
                "Expected integer, got integer: rank",
                refusal(Child.class, "{\"rank\":99999999999,\"status\":\"\"}"));
    }

    @Test
    void takesAWholeNumberForARealAndIgnoresOtherKeys() {
        record Span(double duration) {}
        assertEquals(
                2.0,
                RecordCodec.decode(Span.class, JsonObject.parse("{\"duration\":2,\"x\":1}"))
                        .duration());
    }

    @Test
    void theRestIsWhatNoOtherComponentNames() {
        record Entry(int id, @Rest JsonObject more) {}
        Entry entry = new Entry(1, JsonObject.parse("{\"a\":2,\"b\":[]}"));
        assertEquals("{\"id\":1,\"a\":2,\"b\":[]}", RecordCodec.encode(entry).toString());
        assertEquals(
                entry,
                RecordCodec.decode(Entry.class, JsonObject.parse("{\"a\":2,\"id\":1,\"b\":[]}")));
    }

    @Test
    void aRecordOfTheRestAloneIsTheObject() {
        record Any(@Rest JsonObject object) {}
        JsonObject object = JsonObject.parse("{\"a\":{\"b\":null}}");
        assertEquals(object, RecordCodec.encode(new Any(object)));
        assertEquals(object, RecordCodec.decode(Any.class, object).object());
    }

    @Test
    void theRestReplacesAMemberOfTheSameName() {
        record Entry(int id, @Rest JsonObject more) {}
        assertEquals(
                "{\"id\":7}", RecordCodec.encode(new Entry(1, JsonObject.of("id", 7))).toString());
    }

    @Test
    void aRecordMayRefuseItsValues() {
        assertEquals("name is empty", refusal(Named.class, "{\"name\":\"\"}"));
    }
}
