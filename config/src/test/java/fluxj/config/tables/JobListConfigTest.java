package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.TableValues;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobListConfigTest {
    @Test
    void aListingMayMakeAMillionComparisonsByDefault() {
        assertEquals(JobListConfig.DEFAULTS, JobListConfig.of(Config.EMPTY));
        assertEquals(1_000_000, JobListConfig.DEFAULTS.get(JobListConfig.MAX_COMPARISONS));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        JobListConfig.TABLE,
                        """
                        [job-list]
                        max_comparisons = 0
                        """);
        assertEquals(0, full.get(JobListConfig.MAX_COMPARISONS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_comparisons = -1 | job-list.max_comparisons must be >= 0",
                "max_comparisons = true | error reading config for job-list: Expected integer, got"
                        + " true (max_comparisons)",
            })
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[job-list]\n" + line + "\n", JobListConfig::of);
    }
}
