package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.TableValues;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class ExecConfigTest {

    @Test
    void hasFluxDefaults() {
        assertEquals(ExecConfig.DEFAULTS, ExecConfig.of(Config.EMPTY));
        assertEquals(new Fsd(5), ExecConfig.DEFAULTS.get(ExecConfig.KILL_TIMEOUT));
        assertEquals(8, ExecConfig.DEFAULTS.get(ExecConfig.MAX_KILL_COUNT));
        assertEquals("rexec", ExecConfig.DEFAULTS.get(ExecConfig.SERVICE));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        ExecConfig.TABLE,
                        """
                        [exec]
                        max-start-delay-percent = 50
                        kill-timeout = ".5m"
                        term-signal = "SIGHUP"
                        kill-signal = "SIGINT"
                        max-kill-count = 3
                        max-kill-timeout = "1m"
                        job-shell = "/bin/shell"
                        shell-home = "process"
                        imp = "/bin/imp"
                        service = "sdexec"
                        method = "bgexec"
                        barrier-timeout = "0.1s"
                        shell-exit-timeout = "none"
                        sdexec-stop-timer-sec = 3
                        sdexec-stop-timer-signal = 9
                        sdexec-constrain-resources = true
                        [exec.sdexec-properties]
                        MemoryMax = "100M"
                        [exec.testexec]
                        allow-guests = true
                        """);
        assertEquals(50.0, full.get(ExecConfig.MAX_START_DELAY_PERCENT));
        assertEquals(new Fsd(30), full.get(ExecConfig.KILL_TIMEOUT));
        assertEquals(Optional.of(new Fsd(60)), full.get(ExecConfig.MAX_KILL_TIMEOUT));
        assertEquals(Fsd.ZERO, full.get(ExecConfig.SHELL_EXIT_TIMEOUT));
        assertEquals(JsonObject.of("MemoryMax", "100M"), full.get(ExecConfig.SDEXEC_PROPERTIES));
        assertEquals(true, full.get(ExecConfig.TESTEXEC));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kill-timeout = \"foo\" | invalid kill-timeout: foo",
                "kill-timeout = \"0s\" | invalid kill-timeout: 0",
                "max-kill-count = -1 | invalid max-kill-count=-1",
                "max-kill-timeout = 100 | error reading config value exec.max-kill-timeout:"
                        + " Expected string, got integer",
                "max-kill-timeout = \"0\" | invalid max-kill-timeout: 0",
                "max-kill-timeout = \"55p\" | invalid max-kill-timeout: 55p",
                "barrier-timeout = \"55p\" | invalid duration '55p' specified for"
                        + " exec.barrier-timeout",
                "shell-exit-timeout = \"notfsd\" | invalid shell-exit-timeout: notfsd",
                "job-shell = 42 | error reading config value exec.job-shell: Expected string, got"
                        + " integer",
                "shell-home = \"moon\" | invalid shell-home: moon",
                "method = \"wrong\" | unknown exec.method 'wrong'",
                "sdexec-properties = 42 | exec.sdexec-properties is not a table",
                "sdexec-constrain-resources = 1 | error reading config value"
                        + " exec.sdexec-constrain-resources: Expected true or false, got integer",
            })
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[exec]\n" + line + "\n", ExecConfig::of);
    }

    @Test
    void refusesAPropertyThatIsNoString() {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: exec.sdexec-properties.MemoryHigh is not a string",
                "[exec]\nsdexec-properties = { MemoryHigh = 42 }\n",
                ExecConfig::of);
    }
}
