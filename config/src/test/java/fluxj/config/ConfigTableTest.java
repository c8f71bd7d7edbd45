package fluxj.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.Fsd;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class ConfigTableTest {
    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("t", "reading t: ").overridable();

    private static final ConfigKey<Integer> COUNT =
            ROWS.key("count", KeyType.whole(), 3)
                    .range("at least 1", count -> count >= 1, "t.count must be >= 1")
                    .attribute("t.count")
                    .meaning("How many.");

    private static final ConfigKey<Optional<String>> HINT =
            ROWS.key("hint", KeyType.optional(KeyType.text()), Optional.empty())
                    .overriddenBy("t.hint")
                    .meaning("Which one.");

    private static final ConfigTable TABLE = ROWS.build();

    private static Config config(String line) {
        return ConfigLoader.parseToml("[t]\n" + line + "\n", "x.toml");
    }

    private static TableValues read(String line, Map<String, String> attributes) {
        return TABLE.read(config(line), name -> Optional.ofNullable(attributes.get(name)));
    }

    private static void assertRefused(String message, String line, Map<String, String> attributes) {
        assertEquals(
                message,
                assertThrows(ConfigException.class, () -> read(line, attributes)).getMessage());
    }

    @Test
    void anAttributeWinsOverTheTableAndTheTableOverTheDefault() {
        assertEquals(3, read("", Map.of()).get(COUNT));
        assertEquals(4, read("count = 4", Map.of()).get(COUNT));
        assertEquals(5, read("count = 4", Map.of("t.count", "5")).get(COUNT));
        assertEquals(Optional.of("x"), read("", Map.of("t.hint", "x")).get(HINT));
    }

    @Test
    void theTableMustBeRightEvenWhereAnAttributeWins() {
        assertRefused(
                "x.toml:2:1: reading t: Expected integer, got string (count)",
                "count = \"4\"",
                Map.of("t.count", "5"));
    }

    @Test
    void aValueOutOfRangeIsRefusedWithThePlaceItIsFrom() {
        assertRefused("x.toml:2:1: t.count must be >= 1", "count = 0", Map.of());
        assertRefused("t.count must be >= 1", "count = 4", Map.of("t.count", "0"));
        assertRefused("t.count value must be an integer", "", Map.of("t.count", "many"));
    }

    @Test
    void onlyAnAttributeThatShowsTheValueIsWrittenBack() {
        assertEquals(
                Map.of("t.count", "4"), read("count = 4\nhint = \"x\"", Map.of()).attributes());
    }

    @Test
    void aRowDescribesItself() {
        assertEquals("integer, at least 1", COUNT.type());
        assertEquals("3", COUNT.shownDefault());
        assertEquals("(none)", HINT.shownDefault());
        assertEquals(Optional.of("t.hint"), HINT.attribute());
    }

    @Test
    void whatHasNoRowIsUnknown() {
        assertEquals(List.of("cout"), TABLE.unknown(config("cout = 4\ncount = 4")));
        assertEquals(List.of(), TABLE.unknown(Config.EMPTY));
    }

    @Test
    void theKeyOfAnotherTableHasNoValue() {
        ConfigKey<Fsd> other =
                ConfigTable.strict("other", "")
                        .key("x", KeyType.duration("%s"), Fsd.ZERO)
                        .meaning("");
        TableValues values = TABLE.read(Config.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> values.get(other));
    }

    @Test
    void onlyWhatCanBeTextIsAnAttribute() {
        ConfigKey.Builder<Boolean> row =
                ConfigTable.strict("other", "").overridable().key("x", KeyType.bool(), false);
        assertThrows(IllegalStateException.class, () -> row.attribute("other.x"));
    }

    @Test
    void aTableThatIsReadWithoutAttributesHasNone() {
        ConfigKey.Builder<Integer> row =
                ConfigTable.strict("other", "").key("x", KeyType.whole(), 0);
        assertThrows(IllegalStateException.class, () -> row.attribute("other.x"));
        assertThrows(IllegalStateException.class, () -> row.overriddenBy("other.x"));
    }
}
