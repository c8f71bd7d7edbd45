package fluxj.cli.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.json.JsonObject;
import fluxj.platform.os.OsHostFacts;
import fluxj.platform.os.ReactorThread;
import fluxj.wire.Message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Shell scripts stand for brokers: an instance knows nothing of them but their PMI and their end.
class TestInstanceTest {
    private static final String PMI =
            "p() { printf '%s\\n' \"$1\" >&3; IFS= read -r answer <&3; }; ";

    private final ReactorThread thread = new ReactorThread();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private @TempDir Path rundir;

    @AfterEach
    void stopReactor() {
        thread.close();
    }

    private TestInstance instance(
            int size, List<String> broker, StartPlan.Mode mode, Duration limit) {
        StartPlan plan =
                new StartPlan(
                        size,
                        broker,
                        List.of(),
                        List.of(),
                        mode,
                        limit,
                        new StartPlan.Directories(Optional.of(rundir), false),
                        Taskmap.builder().append(0, 1, size).build(),
                        0,
                        Map.of("PATH", "/bin:/usr/bin"));
        return thread.call(
                () ->
                        new TestInstance(
                                plan,
                                rundir,
                                new TestInstance.World(
                                        thread.reactor(),
                                        thread.spawner(),
                                        new OsHostFacts(thread.reactor().random()),
                                        log::add,
                                        log::add)));
    }

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script, "broker");
    }

    private int run(StartPlan.Mode mode, String script) {
        TestInstance instance = instance(3, shell(script), mode, Duration.ofMillis(100));
        return thread.await(instance::start);
    }

    private static final StartPlan.Mode ANY = new StartPlan.Mode(false, false);
    private static final StartPlan.Mode LEADER = new StartPlan.Mode(true, false);

    private List<String> logWithoutPids() {
        List<String> lines = new ArrayList<>();
        for (String line : log) {
            lines.add(line.replaceAll("pid \\d+", "pid N"));
        }
        lines.sort(null);
        return lines;
    }

    @Test
    void theHighestExitCodeIsTheInstances() {
        assertEquals(2, run(ANY, "exit $PMI_RANK"));
        assertEquals(
                List.of("1 (pid N) exited with rc=1", "2 (pid N) exited with rc=2"),
                logWithoutPids());
    }

    @Test
    void theLeadersExitCodeCountsInLeaderMode() {
        assertEquals(0, run(LEADER, "exit $PMI_RANK"));
    }

    @Test
    void aKilledBrokerCountsAs128AndItsSignal() {
        assertEquals(137, run(ANY, "[ $PMI_RANK = 1 ] && kill -9 $$; exit 0"));
        assertEquals(List.of("1 (pid N) Killed"), logWithoutPids());
    }

    @Test
    void theOthersAreKilledAfterTheTimeout() {
        assertEquals(137, run(ANY, "[ $PMI_RANK = 0 ] || exec sleep 60"));
        assertTrue(log.contains("Exit timeout: killed rank 1-2"), log::toString);
    }

    @Test
    void aFollowersEndStartsNoClockInLeaderMode() {
        assertEquals(0, run(LEADER, "[ $PMI_RANK = 1 ] && exit 0; sleep 0.4"));
        assertEquals(List.of(), log);
    }

    @Test
    void brokersMeetOverPmi() {
        assertEquals(
                0,
                run(
                        ANY,
                        PMI
                                + "p 'cmd=get kvsname=- key=PMI_process_mapping';[ \"$answer\" ="
                                + " 'cmd=get_result rc=0 value=(vector,(0,1,3))' ] || exit 2;p"
                                + " \"cmd=put kvsname=- key=$PMI_RANK value=card of $PMI_RANK\";p"
                                + " cmd=barrier_in; p 'cmd=get kvsname=- key=2';[ \"$answer\" ="
                                + " 'cmd=get_result rc=0 value=card of 2' ] || exit 3;p"
                                + " cmd=finalize"));
        assertEquals(List.of(), log);
    }

    @Test
    void anAbortEndsThemAll() {
        assertEquals(
                137,
                run(
                        ANY,
                        PMI
                                + "[ $PMI_RANK = 1 ] && p 'cmd=abort exitcode=3 error_msg=no luck';"
                                + "sleep 60"));
        assertTrue(log.contains("1: PMI_Abort(): no luck"), log::toString);
    }

    @Test
    void nonsenseOverPmiEndsThatConnection() {
        assertEquals(0, run(ANY, PMI + "p nonsense; [ -z \"$answer\" ]"));
        assertTrue(log.contains("0: not a PMI command: nonsense"), log::toString);
    }

    @Test
    void aProgramThatDoesNotExistIsAnError() {
        TestInstance instance = instance(1, List.of("/no/such/broker"), ANY, Duration.ZERO);
        FluxException e = assertThrows(FluxException.class, () -> thread.await(instance::start));
        assertEquals(Errno.ENOENT, e.errno());
    }

    private static Errno refusal(Executable call) {
        return assertThrows(FluxException.class, call).errno();
    }

    private static JsonObject rank(int rank) {
        return JsonObject.of("rank", rank);
    }

    private static JsonObject signal(int rank, int signum) {
        return JsonObject.builder().put("rank", rank).put("signum", signum).build();
    }

    @Test
    void theStartServiceStopsWaitsForAndRunsBrokers() throws InterruptedException {
        TestInstance instance = instance(2, shell("exec sleep 60"), LEADER, Duration.ofSeconds(10));
        BlockingQueue<Integer> exit = new LinkedBlockingQueue<>();
        thread.run(() -> instance.start().then(exit::add, e -> exit.add(-1)));
        try (FluxClient client = FluxClient.open("local://" + rundir + "/start", Map.of())) {
            JsonObject status = client.call("start.status", Message.NODEID_ANY, JsonObject.EMPTY);
            assertEquals(2, status.array("procs").orElseThrow().size());
            assertEquals(Errno.EEXIST, refusal(() -> client.call("start.run", 0, rank(1))));
            assertEquals(Errno.ESRCH, refusal(() -> client.call("start.run", 0, rank(2))));
            assertEquals(Errno.ESRCH, refusal(() -> client.call("start.wait", 0, rank(-1))));
            assertEquals(
                    Errno.EPROTO, refusal(() -> client.call("start.wait", 0, JsonObject.EMPTY)));
            assertEquals(Errno.ENOSYS, refusal(() -> client.call("start.dance", 0, rank(0))));
            client.call("start.kill", 0, signal(1, 15));
            assertEquals(
                    143L, client.call("start.wait", 0, rank(1)).whole("exit_rc").orElseThrow());
            assertTrue(
                    client.call("start.status", 0, JsonObject.EMPTY)
                            .toString()
                            .contains("{\"pid\":-1}"));
            client.call("start.run", 0, rank(1));
            client.call("start.kill", 0, signal(1, 9));
            assertEquals(
                    137L, client.call("start.wait", 0, rank(1)).whole("exit_rc").orElseThrow());
            client.call("start.kill", 0, signal(0, 15));
        }
        assertEquals(143, exit.poll(10, TimeUnit.SECONDS));
    }
}
