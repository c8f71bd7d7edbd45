package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.TableValues;
import fluxj.config.policy.IngestConfig;
import fluxj.config.policy.IngestStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class IngestConfigTest {
    @Test
    void jobsAreValidatedByDefault() {
        TableValues defaults = IngestConfig.of(Config.EMPTY).values();
        assertEquals(0, defaults.get(IngestConfig.BATCH_COUNT));
        assertEquals(Optional.empty(), defaults.get(IngestConfig.BUFFER_SIZE));
        assertEquals(
                new IngestStage(false, Optional.empty(), Optional.empty(), 0, 0),
                defaults.get(IngestConfig.VALIDATOR));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        IngestConfig.TABLE,
                        """
                        [ingest]
                        batch-count = 4
                        buffer-size = "1M"
                        [ingest.validator]
                        disable = true
                        plugins = ["feasibility", "jobspec"]
                        args = ["--require-version=1"]
                        require-instance.minnodes = 4
                        require-instance.mincores = 16
                        [ingest.frobnicator]
                        plugins = ["defaults"]
                        """);
        assertEquals(
                new IngestStage(
                        true,
                        Optional.of(List.of("feasibility", "jobspec")),
                        Optional.of(List.of("--require-version=1")),
                        4,
                        16),
                full.get(IngestConfig.VALIDATOR));
        assertEquals(
                Optional.of(List.of("defaults")), full.get(IngestConfig.FROBNICATOR).plugins());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    batch-count = "a" | error reading [ingest] config table: Expected integer, got string (batch-count)
                    validator = 1 | error parsing [ingest.validator] config table: Expected object, got integer
                    validator.plugins = [42] | error in [ingest.validator] plugins array
                    validator.args = "a" | error in [ingest.validator] args array
                    validator.disable = 1 | error parsing [ingest.validator] config table: Expected true or false, got integer (disable)
                    frobnicator.disable = true | [ingest.frobnicator]: 'disable' key is unknown
                    """)
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[ingest]\n" + line + "\n", IngestConfig::of);
    }
}
