package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;
import fluxj.config.TableValues;
import fluxj.format.Fsd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatConfigTest {

    @Test
    void pulsesEveryTwoSecondsByDefault() {
        assertEquals(HeartbeatConfig.DEFAULTS, HeartbeatConfig.of(Config.EMPTY));
        assertEquals(new Fsd(2), HeartbeatConfig.DEFAULTS.get(HeartbeatConfig.PERIOD));
        assertEquals(new Fsd(300), HeartbeatConfig.DEFAULTS.get(HeartbeatConfig.TIMEOUT));
        assertEquals(3, HeartbeatConfig.DEFAULTS.get(HeartbeatConfig.WARN_THRESH));
        assertTrue(HeartbeatConfig.DEFAULTS.hasTimeout());
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        HeartbeatConfig.TABLE,
                        """
                        [heartbeat]
                        period = "1s"
                        timeout = "10m"
                        warn_thresh = 5
                        """);
        assertEquals(new Fsd(1), full.get(HeartbeatConfig.PERIOD));
        assertEquals(new Fsd(600), full.get(HeartbeatConfig.TIMEOUT));
        assertEquals(5, full.get(HeartbeatConfig.WARN_THRESH));
    }

    @Test
    void anotherPeriodLeavesTheRest() {
        HeartbeatConfig changed = HeartbeatConfig.DEFAULTS.withPeriod(new Fsd(1));
        assertEquals(new Fsd(1), changed.get(HeartbeatConfig.PERIOD));
        assertEquals(new Fsd(2), HeartbeatConfig.DEFAULTS.get(HeartbeatConfig.PERIOD));
        assertEquals(HeartbeatConfig.DEFAULTS, changed.withPeriod(new Fsd(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "inf", "infinity"})
    void waitsForeverWhenTheTimeoutIsOff(String timeout) {
        assertFalse(read("timeout = \"" + timeout + "\"").hasTimeout());
    }

    private static HeartbeatConfig read(String lines) {
        return HeartbeatConfig.of(ConfigLoader.parseToml("[heartbeat]\n" + lines, "x.toml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "period = \"x\" | error parsing heartbeat.period FSD value: invalid Flux standard"
                        + " duration 'x'",
                "period = \"0\" | heartbeat.period must be a positive FSD value",
                "timeout = \"3s\" | heartbeat.timeout must be >= 2*heartbeat.period, infinity, or"
                        + " 0",
                "warn_thresh = 0 | heartbeat.warn_thresh must be positive",
                "warn_tresh = 2 | error reading [heartbeat] config table: 1 object item(s) left"
                        + " unpacked: warn_tresh; did you mean 'warn_thresh'?",
                "period = 2 | error reading [heartbeat] config table: Expected string, got integer"
                        + " (period)",
            })
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[heartbeat]\n" + line + "\n", HeartbeatConfig::of);
    }
}
