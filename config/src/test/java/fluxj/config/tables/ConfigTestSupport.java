package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigLoader;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// What every typed table must show: that a full table sets each component to something else than
/// its default, and that each key is described.
final class ConfigTestSupport {
    private ConfigTestSupport() {}

    static void assertFullMapping(Record full, Record defaults, List<ConfigKey> keys)
            throws ReflectiveOperationException {
        RecordComponent[] components = full.getClass().getRecordComponents();
        for (RecordComponent component : components) {
            Object value = component.getAccessor().invoke(full);
            Object byDefault = component.getAccessor().invoke(defaults);
            assertNotEquals(byDefault, value, "the test leaves out " + component.getName());
            assertTrue(
                    keys.stream().anyMatch(key -> plain(key.name()).equals(component(component))),
                    component.getName() + " is not described in KEYS");
        }
        assertEquals(components.length, keys.size(), "KEYS describes keys that do not exist");
    }

    private static String component(RecordComponent component) {
        return component.getName().toLowerCase(Locale.ROOT);
    }

    private static String plain(String key) {
        return key.replace("roles.", "").replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
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
