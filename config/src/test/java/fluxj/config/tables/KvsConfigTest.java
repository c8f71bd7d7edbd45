package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.TableValues;
import fluxj.format.Fsd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class KvsConfigTest {

    @Test
    void makesNoCheckpointsByDefault() {
        assertEquals(KvsConfig.DEFAULTS, KvsConfig.of(Config.EMPTY));
        assertEquals(Fsd.ZERO, KvsConfig.DEFAULTS.get(KvsConfig.CHECKPOINT_PERIOD));
        assertEquals(Optional.empty(), KvsConfig.DEFAULTS.get(KvsConfig.GC_THRESHOLD));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        KvsConfig.TABLE,
                        """
                        [kvs]
                        checkpoint-period = "30m"
                        gc-threshold = 100
                        """);
        assertEquals(new Fsd(1800), full.get(KvsConfig.CHECKPOINT_PERIOD));
        assertEquals(Optional.of(100), full.get(KvsConfig.GC_THRESHOLD));
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
