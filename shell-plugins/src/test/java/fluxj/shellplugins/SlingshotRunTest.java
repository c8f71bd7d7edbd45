package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Shells on Slingshot (spec coral2 3.2).
class SlingshotRunTest {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));
    private static final Optional<WaitStatus> BAD = Optional.of(WaitStatus.exited(1));
    private static final String START = "{\"timestamp\":2.0,\"name\":\"start\"}";

    @TempDir Path rundir;

    private ShellHarness job(String option) throws Exception {
        ShellHarness job =
                new ShellHarness(rundir, 1, 1, "app", "{\"verbose\":1" + option + "}")
                        .program("app", _ -> Script.exits(0));
        job.initrc =
                Files.writeString(
                                rundir.resolve("rc.lua"),
                                "shell.setenv ('SLINGSHOT_VNIS', '9999')\n"
                                        + "plugin.load 'cray-slingshot.so'\n")
                        .toString();
        return job;
    }

    private static Map<String, String> variables(ShellHarness job) {
        Map<String, String> env =
                new TreeMap<>(job.nodes.getFirst().processes.started().getFirst().env());
        env.keySet().removeIf(name -> !name.startsWith("SLINGSHOT_"));
        return env;
    }

    private static String log(ShellHarness job) {
        return job.events("output").toString();
    }

    private static void reserve(ShellHarness job, String reservation) {
        job.eventlog.add(
                "{\"timestamp\":1.0,\"name\":\"cray-slingshot\",\"context\":" + reservation + "}");
        job.eventlog.add(START);
    }

    @Test
    void aReservationIsShown() throws Exception {
        ShellHarness job = job("");
        reserve(job, "{\"vnis\":[1025,1026]}");
        job.run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals(Map.of("SLINGSHOT_VNIS", "1025,1026", "SLINGSHOT_TCS", "0xf"), variables(job));
        assertTrue(log(job).contains("setting environment for VNI reservation"), log(job));
        assertTrue(log(job).contains("no slingshot devices were found"), log(job));
    }

    @Test
    void anEmptyReservationHasNoNetworks() throws Exception {
        ShellHarness job = job(",\"cray-slingshot\":{\"vnicount\":0}");
        reserve(job, "{\"vnis\":[],\"empty-reason\":\"none requested\"}");
        job.run(LONG);
        assertEquals(Map.of("SLINGSHOT_TCS", "0xf"), variables(job));
    }

    @Test
    void whatTheBrokerHasGoesFirst() throws Exception {
        ShellHarness job = job("");
        job.brokerEnvironment.put("SLINGSHOT_VNIS", "999");
        job.brokerEnvironment.put("SLINGSHOT_TCS", "0x0a");
        reserve(job, "{\"vnis\":[1025]}");
        job.run(LONG);
        assertEquals(Map.of("SLINGSHOT_VNIS", "999", "SLINGSHOT_TCS", "0x0a"), variables(job));
        assertTrue(log(job).contains("using inherited job environment"), log(job));
    }

    @Test
    void withoutEitherNothingIsSetNorLeftOver() throws Exception {
        ShellHarness job = job("");
        job.eventlog.add(START);
        job.run(LONG);
        assertEquals(Map.of(), variables(job));
        assertTrue(log(job).contains("no job environment is set"), log(job));
    }

    @Test
    void offLeavesAllAsItIs() throws Exception {
        ShellHarness job = job(",\"cray-slingshot\":\"off\"");
        job.run(LONG);
        assertEquals(Map.of("SLINGSHOT_VNIS", "9999"), variables(job));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "badopt"           | -o cray-slingshot: invalid option: badopt
                    {"badopt":1}       | -o cray-slingshot: 1 object item(s) left unpacked: badopt
                    {"vnicount":"x"}   | -o cray-slingshot: Expected integer, got string
                    """)
    void anOptionThatIsNoneEndsTheJob(String option, String why) throws Exception {
        ShellHarness job = job(",\"cray-slingshot\":" + option);
        job.eventlog.add(START);
        job.run(LONG);
        assertEquals(List.of(BAD), job.statuses());
        assertEquals(Optional.of(why), job.raised.getFirst().note());
    }

    @Test
    void itIsThereOnlyWhenAScriptLoadsIt() throws Exception {
        ShellHarness job = job(",\"cray-slingshot\":\"badopt\"");
        job.initrc = "";
        job.run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
    }
}
