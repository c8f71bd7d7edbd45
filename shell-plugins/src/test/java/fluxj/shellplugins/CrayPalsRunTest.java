package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shells of jobs that use Cray MPI (spec coral2 1).
class CrayPalsRunTest {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));
    private static final Optional<WaitStatus> BAD = Optional.of(WaitStatus.exited(1));
    private static final String PALS = "\"verbose\":2,\"pmi\":\"cray-pals,simple\"";
    private static final String START = "{\"timestamp\":2.0,\"name\":\"start\"}";

    @TempDir Path rundir;

    private ShellHarness job(int nodes, int tasks, String options) {
        return new ShellHarness(rundir, nodes, tasks, "app", "{" + options + "}")
                .program("app", _ -> Script.exits(0).lasting(Duration.ofSeconds(50)));
    }

    private static String portEvent(String name, String ports) {
        return "{\"timestamp\":1.0,\"name\":\"%s\",\"context\":{\"ports\":%s,\"random_integer\":-1}}"
                .formatted(name, ports);
    }

    private static Map<String, String> env(ShellHarness job, int node, int task) {
        return job.nodes.get(node).processes.started().get(task).env();
    }

    private static String log(ShellHarness job) {
        return job.events("output").toString();
    }

    private static String note(ShellHarness job) {
        return job.raised.isEmpty() ? "none" : job.raised.getFirst().note().orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cray-pmi-bootstrap", "cray_port_distribution"})
    void tasksHaveTheEnvironmentOfCrayMpi(String event) throws Exception {
        ShellHarness job = job(2, 4, PALS);
        job.eventlog.add("{\"timestamp\":0.5,\"name\":\"alloc\"}");
        job.eventlog.add(portEvent(event, "[61998,61999]"));
        job.run(SHORT);
        Map<String, String> env = env(job, 1, 1);
        String folder = rundir + "/jobtmp-1-ƒdeyF7V";
        assertEquals("1", env.get("PALS_NODEID"));
        assertEquals("3", env.get("PALS_RANKID"));
        assertEquals("24058527744", env.get("PALS_APID"));
        assertEquals(folder, env.get("PALS_SPOOL_DIR"));
        assertEquals(folder + "/libpals_apinfo", env.get("PALS_APINFO"));
        assertEquals("61998,61999", env.get("PMI_CONTROL_PORT"));
        assertEquals("18446744073709551615", env.get("PMI_SHARED_SECRET"));
        byte[] apinfo = Files.readAllBytes(Path.of(env.get("PALS_APINFO")));
        try (InputStream golden =
                getClass().getResourceAsStream("/golden/coral2/apinfo/block.v5.bin")) {
            assertArrayEquals(
                    withHosts(golden.readAllBytes()), apinfo, "two nodes of two tasks each");
        }
        job.reactor.runFor(LONG);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        assertFalse(Files.exists(Path.of(env.get("PALS_APINFO"))));
        assertTrue(log(job).contains("set PALS_RANKID to 3"), log(job));
    }

    /// The harness calls its hosts node0 and node1, the golden file test0 and test1.
    private static byte[] withHosts(byte[] bytes) {
        for (int at = 0; at < bytes.length - 4; at++) {
            if (bytes[at] == 't' && bytes[at + 1] == 'e' && bytes[at + 2] == 's') {
                byte[] name = {'n', 'o', 'd', 'e'};
                System.arraycopy(name, 0, bytes, at, name.length);
            }
        }
        return bytes;
    }

    @Test
    void withoutTheTokenNothingOfAnotherJobIsLeft() {
        ShellHarness job =
                job(1, 1, "\"env-expand\":{\"PMI_SIZE\":\"7\"},\"pmi\":\"off\"").run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertTrue(
                env(job, 0, 0).keySet().stream().noneMatch(name -> name.startsWith("PALS_")),
                env(job, 0, 0).toString());
    }

    @Test
    void aJobWhoseEventDidNotComeStartsWithoutPorts() {
        ShellHarness job = job(2, 2, PALS);
        job.eventlog.add(START);
        job.run(LONG);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        assertFalse(env(job, 0, 0).containsKey("PMI_CONTROL_PORT"));
        assertTrue(log(job).contains("jobtap plugin is not loaded"), log(job));
    }

    @Test
    void oneNodeNeedsNoPortsUnlessTheyAreGiven() {
        ShellHarness job = job(1, 2, PALS).run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertFalse(env(job, 0, 1).containsKey("PMI_CONTROL_PORT"));
        ShellHarness given =
                job(1, 1, PALS + ",\"cray-pals\":{\"pmi-bootstrap\":[61011,61022,33]}").run(LONG);
        assertEquals("61011,61022", env(given, 0, 0).get("PMI_CONTROL_PORT"));
        assertEquals("33", env(given, 0, 0).get("PMI_SHARED_SECRET"));
    }

    @Test
    void theWaitForTheEventHasAnEndWhenOneIsAskedFor() {
        ShellHarness job = job(2, 2, PALS + ",\"cray-pals\":{\"timeout\":3}").run(LONG);
        assertEquals(BAD, job.statuses().getFirst());
        assertTrue(
                log(job).contains(
                                "Timed out waiting for start event, last event received was <no"
                                        + " events received>"),
                log(job));
    }

    @Test
    void anEventThatIsNoneEndsTheJob() {
        ShellHarness job = job(2, 2, PALS);
        job.eventlog.add(portEvent("cray-pmi-bootstrap", "[1]"));
        job.run(LONG);
        assertEquals(BAD, job.statuses().getFirst());
        assertTrue(log(job).contains("Error unpacking 'cray-pmi-bootstrap' event"), log(job));
    }

    @Test
    void aPortThatSomebodyHasIsReplacedByAgreement() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ShellHarness job = job(2, 2, PALS);
            job.eventlog.add(
                    portEvent("cray-pmi-bootstrap", "[61999," + taken.getLocalPort() + "]"));
            job.run(LONG);
            assertEquals(List.of(GOOD, GOOD), job.statuses());
            String ports = env(job, 0, 0).get("PMI_CONTROL_PORT");
            assertEquals(ports, env(job, 1, 0).get("PMI_CONTROL_PORT"));
            assertTrue(Integer.parseInt(ports.split(",")[0]) >= 61_000, ports);
            assertTrue(
                    log(job).contains(
                                    "port %d is in use on host node0: trying ports %s"
                                            .formatted(taken.getLocalPort(), ports)),
                    log(job));
        }
    }

    @Test
    void aGivenPortThatSomebodyHasEndsTheJob() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(0));
            ShellHarness job =
                    job(
                                    1,
                                    1,
                                    PALS
                                            + ",\"cray-pals\":{\"pmi-bootstrap\":[61999,%d,3]}"
                                                    .formatted(taken.getLocalPort()))
                            .run(LONG);
            assertEquals(List.of(BAD), job.statuses());
            assertEquals(
                    "port %d is in use on host node0".formatted(taken.getLocalPort()), note(job));
            assertEquals(List.of(), job.nodes.getFirst().processes.started());
        }
    }

    @Test
    void theGuidesBlockTurnsItOn() throws Exception {
        ShellHarness job = job(1, 1, "\"verbose\":0");
        job.initrc =
                Files.writeString(
                                rundir.resolve("rc.lua"),
                                """
                                plugin.load { file = "*.so" }
                                if shell.options['pmi'] == nil then
                                    shell.options['pmi'] = 'cray-pals,simple'
                                end
                                """)
                        .toString();
        job.run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals("0", env(job, 0, 0).get("PALS_RANKID"));
        assertEquals("0", env(job, 0, 0).get("PMI_RANK"));
    }
}
