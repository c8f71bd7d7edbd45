package fluxj.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.cli.CommandFailure;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;

class ConfigTypeTest {
    @Test
    void configurationValuesHaveTypes() {
        assertEquals("true", ConfigType.BOOLEAN.read("yes").toString());
        assertEquals("16", ConfigType.INTEGER.read("0x10").toString());
        assertEquals("300", ConfigType.FSD_INTEGER.print(JsonValue.of("5m"), "x"));
        assertEquals("0.500000", ConfigType.FSD_REAL.print(JsonValue.of("500ms"), "x"));
        assertEquals("5m", ConfigType.ANY.print(JsonValue.of("5m"), "x"));
        CommandFailure wrong =
                assertThrows(
                        CommandFailure.class,
                        () -> ConfigType.STRING.print(JsonValue.of(3), "a.b"));
        assertEquals("a.b does not have the requested type", wrong.line());
        assertThrows(CommandFailure.class, () -> ConfigType.FSD.read("soon"));
        assertThrows(CommandFailure.class, () -> ConfigType.OBJECT.read("[1]"));
        assertThrows(CommandFailure.class, () -> ConfigType.named("color"));
    }
}
