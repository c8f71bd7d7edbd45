package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;
import fluxj.format.Fsd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class KvsConfigTest {

    @Test
    void makesNoCheckpointsByDefault() {
        assertEquals(KvsConfig.DEFAULTS, KvsConfig.of(Config.EMPTY));
        assertEquals(new KvsConfig(new Fsd(0), Optional.empty()), KvsConfig.DEFAULTS);
    }

    @Test
    void everyKeyIsReadAndDescribed() throws ReflectiveOperationException {
        KvsConfig full = read("checkpoint-period = \"30m\"\ngc-threshold = 100");
        ConfigTestSupport.assertFullMapping(full, KvsConfig.DEFAULTS, KvsConfig.KEYS);
        assertEquals(new KvsConfig(new Fsd(1800), Optional.of(100)), full);
    }

    private static KvsConfig read(String lines) {
        return KvsConfig.of(ConfigLoader.parseToml("[kvs]\n" + lines, "x.toml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "checkpoint-period = \"x\" | invalid checkpoint-period config: invalid Flux standard"
                        + " duration 'x'",
                "checkpoint-period = 2 | error reading config for kvs: Expected string, got integer"
                        + " (checkpoint-period)",
            })
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[kvs]\n" + line + "\n", KvsConfig::of);
    }
}
