package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.WaitStatus;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.sim.SimProcesses.Dialogue;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Whole jobs whose tasks speak PMI.
class PmiRunTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String INIT = "cmd=init pmi_version=1 pmi_subversion=1\n";
    private static final String BARRIER = "cmd=barrier_in\n";

    private final Map<Integer, List<String>> heard = new LinkedHashMap<>();

    @TempDir private Path rundir;

    /// Tasks that say these lines, by rank, and end after ten seconds.
    private ShellHarness run(
            int size, int tasks, String options, Function<Integer, List<String>> lines) {
        return new ShellHarness(rundir, size, tasks, "app", options)
                .program("app", rank -> talks(rank, lines.apply(rank)))
                .run(LONG);
    }

    private Script talks(int rank, List<String> lines) {
        List<String> answers = new ArrayList<>();
        heard.put(rank, answers);
        return Script.exits(0)
                .lasting(Duration.ofSeconds(10))
                .talking(new Dialogue("PMI_FD", lines, answer -> answers.add(answer.strip())));
    }

    private static String put(String key, String value) {
        return "cmd=put kvsname=x key=" + key + " value=" + value + "\n";
    }

    private static String get(String key) {
        return "cmd=get kvsname=x key=" + key + "\n";
    }

    private List<String> answers(int rank) {
        return heard.getOrDefault(rank, List.of());
    }

    private static String note(ShellHarness job) {
        return job.raised.stream().findFirst().flatMap(Raise::note).orElse("no exception");
    }

    @Test
    void aTaskIsToldWhereItsServerIs() {
        ShellHarness job = run(2, 4, "{}", _ -> List.of());
        Map<String, String> env = job.nodes.get(1).processes.started().getFirst().env();
        assertEquals("2", env.get("PMI_RANK"));
        assertEquals("4", env.get("PMI_SIZE"));
        assertEquals("/lib/flux/libpmi.so", env.get("FLUX_PMI_LIBRARY_PATH"));
        assertEquals("/lib/flux", env.get("LD_LIBRARY_PATH"));
        assertEquals(rundir + "/jobtmp-1-ƒdeyF7V", env.get("OMPI_MCA_btl_vader_backing_directory"));
    }

    @Test
    void withoutPmiNothingIsThere() {
        ShellHarness job = run(1, 1, "{\"pmi\":\"off\"}", _ -> List.of(INIT));
        Map<String, String> env = job.nodes.getFirst().processes.started().getFirst().env();
        assertNull(env.get("PMI_RANK"));
        assertNull(env.get("FLUX_PMI_LIBRARY_PATH"));
        assertFalse(env.containsKey("LD_LIBRARY_PATH"));
        assertEquals(List.of(), answers(0));
    }

    @Test
    void theServerKnowsTheJob() {
        run(
                2,
                4,
                "{}",
                _ ->
                        List.of(
                                INIT,
                                "cmd=get_my_kvsname\n",
                                "cmd=get_universe_size\n",
                                get("PMI_process_mapping"),
                                get("flux.taskmap"),
                                get("flux.instance-level"),
                                get("flux.tbon-interface-hint"),
                                "cmd=finalize\n"));
        assertEquals(
                List.of(
                        "cmd=response_to_init rc=0 pmi_version=1 pmi_subversion=1",
                        "cmd=my_kvsname rc=0 kvsname=ƒdeyF7V",
                        "cmd=universe_size rc=0 size=4",
                        "cmd=get_result rc=0 value=(vector,(0,2,2))",
                        "cmd=get_result rc=0 value={\"version\":1,\"map\":[[0,2,2,1]]}",
                        "cmd=get_result rc=0 value=1",
                        "cmd=get_result rc=4",
                        "cmd=finalize_ack rc=0"),
                answers(3));
        assertEquals(answers(3), answers(0));
    }

    @Test
    void theJobsNameIsWrittenAsItsTasksReadIt() {
        ShellHarness.Attributes ascii =
                new ShellHarness.Attributes("{}", ",\"environment\":{\"LC_ALL\":\"C\"}");
        new ShellHarness(rundir, 1, 1, "\"app\"", ascii)
                .program("app", rank -> talks(rank, List.of("cmd=get_my_kvsname\n")))
                .run(LONG);
        assertEquals(List.of("cmd=my_kvsname rc=0 kvsname=fdeyF7V"), answers(0));
    }

    @Test
    void withoutAMapTasksDoNotKnowWhoIsNear() {
        run(
                1,
                2,
                "{\"pmi-simple\":{\"nomap\":1}}",
                _ -> List.of(get("PMI_process_mapping"), get("flux.taskmap")));
        assertEquals(List.of("cmd=get_result rc=4", "cmd=get_result rc=4"), answers(1));
    }

    @Test
    void whatOneTaskPutsAllGetAfterTheBarrier() {
        for (int fanout : List.of(0, 1, 3, 7, 8)) {
            heard.clear();
            ShellHarness job =
                    run(
                            7,
                            14,
                            "{\"pmi-simple\":{\"exchange\":{\"k\":%d}}}".formatted(fanout),
                            rank ->
                                    List.of(
                                            INIT,
                                            put("key." + rank, "from " + rank),
                                            BARRIER,
                                            get("key.0"),
                                            get("key.13"),
                                            BARRIER,
                                            put("key." + rank, "again " + rank),
                                            BARRIER,
                                            get("key.7"),
                                            "cmd=finalize\n"));
            for (int rank = 0; rank < 14; rank++) {
                assertEquals(
                        List.of(
                                "cmd=response_to_init rc=0 pmi_version=1 pmi_subversion=1",
                                "cmd=put_result rc=0",
                                "cmd=barrier_out rc=0",
                                "cmd=get_result rc=0 value=from 0",
                                "cmd=get_result rc=0 value=from 13",
                                "cmd=barrier_out rc=0",
                                "cmd=put_result rc=0",
                                "cmd=barrier_out rc=0",
                                "cmd=get_result rc=0 value=again 7",
                                "cmd=finalize_ack rc=0"),
                        answers(rank),
                        "rank " + rank + ", fanout " + fanout);
            }
            assertEquals(List.of(), job.raised);
            assertTrue(job.statuses().stream().allMatch(Optional.of(WaitStatus.exited(0))::equals));
            boolean warned =
                    job.events("output").toString().contains("using k=" + Math.min(fanout, 7));
            assertEquals(fanout > 0, warned);
        }
    }

    @Test
    void abortEndsTheJobWithItsMessage() {
        ShellHarness job =
                run(1, 2, "{}", _ -> List.of(INIT, "cmd=abort exitcode=3 error_msg=out of luck\n"));
        assertEquals("PMI_Abort: out of luck", note(job));
        assertEquals(0, job.raised.getFirst().severity());
        assertEquals("exec", job.raised.getFirst().type());
    }

    @Test
    void aLongMessageOfAnAbortIsCut() {
        ShellHarness job =
                run(1, 1, "{}", _ -> List.of("cmd=abort error_msg=" + "x".repeat(20_000) + "\n"));
        assertEquals("PMI_Abort: " + "x".repeat(1024) + "…", note(job));
    }

    @Test
    void garbageEndsTheJobAndSaysWhoseAndWhere() {
        ShellHarness job =
                run(
                        2,
                        4,
                        "{}",
                        rank -> rank == 3 ? List.of(INIT, "GET / HTTP/1.1\n") : List.of(BARRIER));
        assertEquals(
                "PMI-1 wire protocol error: task 3 (host node1): not a PMI command: GET / HTTP/1.1",
                note(job));
        assertEquals(Optional.of(WaitStatus.exited(1)), job.statuses().get(1));
    }

    @Test
    void aLineWithoutEndEndsTheJob() {
        ShellHarness job = run(1, 1, "{}", _ -> List.of("x".repeat(10 << 20)));
        assertEquals(
                "PMI-1 wire protocol error: task 0 (host node0): a line of more than 32768 bytes",
                note(job));
    }

    @Test
    void aTaskThatLeavesABarrierIsNamed() {
        ShellHarness job =
                new ShellHarness(rundir, 1, 2, "app", "{\"exit-timeout\":\"5s\"}")
                        .program(
                                "app",
                                rank ->
                                        rank == 0
                                                ? talks(0, List.of(INIT, BARRIER))
                                                        .lasting(Duration.ofDays(1))
                                                : Script.exits(0))
                        .run(LONG);
        assertTrue(
                job.events("output")
                        .toString()
                        .contains(
                                "rank 0 is in a barrier that rank 1 has left PMI without"
                                        + " entering"),
                job.events("output").toString());
        assertEquals(
                "app: task rank 1 on host node0 exited (Exit 0) and exit-timeout=5s has expired",
                note(job));
    }

    @Test
    void aBarrierThatAShellDoesNotReachFailsBelowIt() {
        ShellHarness job =
                new ShellHarness(rundir, 2, 2, "app", "{}")
                        .program(
                                "app",
                                rank ->
                                        rank == 0
                                                ? talks(0, List.of(INIT))
                                                : talks(1, List.of(INIT, BARRIER))
                                                        .lasting(Duration.ofSeconds(20)))
                        .run(LONG);
        assertEquals("cmd=barrier_out rc=-1", answers(1).getLast());
        assertEquals(List.of(), job.raised);
    }
}
