package fluxj.services.jobmanager.perilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.platform.WaitStatus;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.plugins.PluginFixture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class HousekeepingTest {
    private final PluginFixture fixture = new PluginFixture();
    private final RankProcesses processes = new RankProcesses(fixture.broker());
    private final List<String> freed = new ArrayList<>();
    private Housekeeping housekeeping;

    @BeforeEach
    void begin() {
        fixture.broker().attributes().set("hostlist", "h0,h1");
        fixture.start("{}");
        housekeeping =
                new Housekeeping(
                        fixture.flux(),
                        (id, resources, isFinal) ->
                                freed.add(Rv1.parse(resources).ranks() + " " + isFinal));
    }

    private void configure(String table) {
        housekeeping.configure(
                JsonObject.parse("{\"job-manager\":{\"housekeeping\":" + table + "}}"));
    }

    private Job tidy() {
        Job job = fixture.submit("{}");
        fixture.allocate(job, "h[0-1]");
        housekeeping.start(job, job.resources().orElseThrow());
        fixture.broker().reactor().run();
        return job;
    }

    @Test
    void withoutACommandResourcesComeBackAtOnce() {
        tidy();
        assertEquals(List.of("0-1 true"), freed);
        assertEquals(
                "{\"running\":{},\"config\":{\"release-after\":-1.0,\"command\":\"\"}}",
                housekeeping.stats().toString());
    }

    @Test
    void allComesBackWhenTheLastRankIsDone() {
        configure("{\"command\":[\"hk\",\"a\"]}");
        Job job = tidy();
        assertEquals(job.jobId().dec(), processes.command().env().get("FLUX_JOB_ID"));
        assertEquals("0-1", processes.command().env().get("FLUX_JOB_RANKS"));
        assertEquals(List.of(), freed);
        assertEquals(
                "0",
                housekeeping
                        .stats()
                        .object("running")
                        .orElseThrow()
                        .object(job.jobId().f58(Map.of()))
                        .orElseThrow()
                        .text("pending")
                        .orElseThrow());
        assertEquals(1, housekeeping.held().size());
        processes.print("stdout", "said");
        processes.exit(WaitStatus.exited(1));
        assertEquals(List.of("0-1 true"), freed);
        assertEquals(List.of(), housekeeping.held());
        assertTrue(
                fixture.complaints()
                        .contains(
                                "housekeeping: h0 (rank 0) "
                                        + job.jobId().f58(Map.of())
                                        + ": nonzero exit code"));
        assertTrue(
                fixture.complaints().stream()
                        .anyMatch(
                                line ->
                                        line.startsWith(
                                                "housekeeping: h1 (rank 1) "
                                                        + job.jobId().f58(Map.of()))));
        assertTrue(
                fixture.broker().logged().stream()
                        .anyMatch(
                                line ->
                                        line.endsWith(
                                                "(rank 0) "
                                                        + job.jobId().f58(Map.of())
                                                        + ": said")));
    }

    @Test
    void ranksThatAreDoneComeBackAtOnceWhenItIsSaid() {
        configure("{\"command\":[\"hk\"],\"release-after\":\"0\"}");
        tidy();
        assertEquals(List.of("1 false"), freed);
        processes.exit(WaitStatus.exited(0));
        assertEquals(List.of("1 false", "0 true"), freed);
    }

    @Test
    void ranksThatAreDoneComeBackAfterAWhile() {
        configure("{\"command\":[\"hk\"],\"release-after\":\"30s\"}");
        Job job = tidy();
        fixture.broker().reactor().advance(Duration.ofSeconds(29));
        assertEquals(List.of(), freed);
        fixture.broker().reactor().advance(Duration.ofSeconds(2));
        assertEquals(List.of("1 false"), freed);
        List<String> told = new ArrayList<>();
        housekeeping.hello(true, held -> told.add(held.id() + " " + held.free().orElse("")));
        assertEquals(List.of(job.id() + " 1"), told);
        housekeeping.hello(false, held -> told.add("more"));
        assertEquals(1, told.size());
        assertEquals(List.of(), housekeeping.held());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|job-manager.housekeeping implies IMP but exec.imp is undefined",
                "{\"command\":[1]}|error creating housekeeping command",
                "{\"command\":[\"a\"],\"release-after\":\"x\"}"
                        + "|job-manager.housekeeping.release-after FSD parse error",
                "{\"foo\":1}|job-manager.housekeeping: 1 object item(s) left unpacked: foo"
            })
    void tablesThatAreNoneAreRefused(String table, String text) {
        FluxException e = assertThrows(FluxException.class, () -> configure(table));
        assertEquals(text, e.text());
    }
}
