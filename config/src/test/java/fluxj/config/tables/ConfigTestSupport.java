package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigLoader;
import fluxj.config.ConfigTable;
import fluxj.config.TableValues;

import java.util.function.Function;

/// What every table must show: that a text with all its keys sets each of them to something else
/// than its default.
final class ConfigTestSupport {
    private ConfigTestSupport() {}

    /// Reads a text that sets every key of a table.
    static TableValues readFull(ConfigTable table, String toml) {
        TableValues defaults = table.read(Config.EMPTY);
        TableValues full = table.read(ConfigLoader.parseToml(toml, "x.toml"));
        for (ConfigKey<?> key : table.keys()) {
            assertNotEquals(defaults.get(key), full.get(key), "the test leaves out " + key.name());
        }
        return full;
    }

    static void assertRefused(String message, String toml, Function<Config, ?> reader) {
        assertEquals(
                message,
                assertThrows(
                                ConfigException.class,
                                () -> reader.apply(ConfigLoader.parseToml(toml, "x.toml")))
                        .getMessage());
    }
}
