package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.pals.PalsPlugins;
import fluxj.coral2.pals.PalsProtocol;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.services.jobmanager.job.Job;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

class PortDistributorTest {
    private static final String NEWEST = "cray-pmi-bootstrap.so";
    private static final String OLD = "cray_pals_port_distributor.so";

    private final PluginFixture fixture = new PluginFixture();

    private void load(String name, String conf) {
        PalsPlugins.ofInstance().forEach(fixture::knowing);
        fixture.start(
                "{\"job-manager\":{\"plugins\":[{\"load\":\""
                        + name
                        + "\",\"conf\":"
                        + conf
                        + "}]}}");
    }

    private Job run(String hosts) {
        Job job = fixture.submit("{}");
        fixture.allocate(job, hosts);
        return job;
    }

    private static String ports(Job job, String event) {
        for (String line : PluginFixture.events(job)) {
            if (line.startsWith(event + " ")) {
                return line.replaceAll(".*\"ports\":(\\[[0-9,]*\\]).*", "$1");
            }
        }
        return "";
    }

    private static String ports(Job job) {
        return ports(job, "cray-pmi-bootstrap");
    }

    private PalsProtocol.Ports book() {
        JsonObject answer = fixture.broker().ask("job-manager.cray-pmi-bootstrap.ports", "{}");
        return RecordCodec.decode(PalsProtocol.Ports.class, answer);
    }

    @Test
    void theEventFollowsTheAllocation() {
        load(NEWEST, "{}");
        Job job = run("a,b");
        assertEquals("[11999,11998]", ports(job));
        List<String> events = PluginFixture.events(job);
        assertEquals("alloc", events.get(events.size() - 2));
        assertTrue(
                events.getLast()
                        .matches(
                                "cray-pmi-bootstrap \\{\"ports\":\\[11999,11998\\],"
                                        + "\"random_integer\":-?\\d+\\}"));
        assertEquals(0, job.perilogs());
        Job alone = run("a");
        assertEquals("", ports(alone));
        Job twoRanksOnOneHost = run("a,a");
        assertEquals("[11997,11996]", ports(twoRanksOnOneHost));
    }

    @Test
    void theOldVersionHoldsTheJobMeanwhile() {
        load(OLD, "{}");
        Job job = run("a,b");
        List<String> events = PluginFixture.events(job);
        int at = events.indexOf("alloc");
        String action = "{\"description\":\"cray-pals-port-distributor\"";
        assertEquals("prolog-start " + action + "}", events.get(at + 1));
        assertTrue(events.get(at + 2).startsWith("cray_port_distribution {\"ports\":["));
        assertEquals("prolog-finish " + action + ",\"status\":0}", events.get(at + 3));
        Job alone = run("a");
        assertEquals(0, alone.perilogs());
        assertEquals("", ports(alone, "cray_port_distribution"));
        assertTrue(
                fixture.broker().logged().stream()
                        .anyMatch(
                                line ->
                                        line.contains(
                                                "cray_pals_port_distributor: Port range not"
                                                        + " specified")));
    }

    @Test
    void bothMayBeLoadedAndTellTheSamePorts() {
        load(NEWEST, "{}");
        fixture.broker().ask("job-manager.jobtap", "{\"load\":\"" + OLD + "\"}");
        Job job = run("a,b");
        assertEquals("[11999,11998]", ports(job));
        assertEquals("[11999,11998]", ports(job, "cray_port_distribution"));
        fixture.finish(job, 0);
        assertEquals(1000, book().free());
    }

    @Test
    void theEventIsASetting() {
        load(NEWEST, "{\"event\":\"cray_port_distribution\"}");
        assertEquals("[11999,11998]", ports(run("a,b"), "cray_port_distribution"));
    }

    @Test
    void portsComeBackInTheOrderOfTheOriginal() {
        load(NEWEST, "{}");
        for (String expected :
                List.of("[11999,11998]", "[11998,11999]", "[11999,11998]", "[11998,11999]")) {
            Job job = run("a,b");
            assertEquals(expected, ports(job));
            fixture.finish(job, 0);
        }
    }

    @Test
    void fiftyPortsAreHandedOutAsInTheRecording() throws IOException {
        load(NEWEST, "{\"port-min\":2000,\"port-max\":2050}");
        List<String> recorded;
        try (InputStream file =
                getClass().getResourceAsStream("/golden/coral2/ports-2000-2050.txt")) {
            recorded = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        assertEquals(50, recorded.size());
        for (int round = 1; round <= 2; round++) {
            List<Job> jobs = new ArrayList<>();
            for (int number = 1; number <= 25; number++) {
                Job job = run("a,b");
                jobs.add(job);
                assertTrue(
                        recorded.contains(
                                round + " " + number + " cray-pmi-bootstrap ports=" + ports(job)),
                        round + " " + number + " " + ports(job));
            }
            Job tooMany = run("a,b");
            assertEquals("", ports(tooMany));
            assertEquals(JobState.RUN, tooMany.state());
            assertTrue(
                    fixture.complaints()
                            .contains(
                                    "cray-pmi-bootstrap: Failed to post ports to job: No such file"
                                            + " or directory"));
            assertTrue(
                    PluginFixture.events(tooMany)
                            .getLast()
                            .contains("job starts without ports: all ports from 2000"));
            jobs.forEach(job -> fixture.finish(job, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2000,2049,Not enough ports specified: 49",
        "100,12000,invalid port min/max",
        "2000,65537,invalid port min/max",
        "2000,200,invalid port min/max",
        "3000,2000,Not enough ports specified: -1000"
    })
    void rangesThatAreNoneAreRefused(int min, int max, String text) {
        FluxException e =
                assertThrows(
                        FluxException.class,
                        () -> load(NEWEST, "{\"port-min\":" + min + ",\"port-max\":" + max + "}"));
        assertTrue(e.text().endsWith(text), e.text());
    }

    @Test
    void theGreatestRangeIsTaken() {
        load(NEWEST, "{\"port-min\":65486,\"port-max\":65536}");
        assertEquals("[65535,65534]", ports(run("a,b")));
    }

    @Test
    void halfARangeIsNone() {
        load(NEWEST, "{\"port-min\":2000,\"other\":true}");
        assertEquals("[11999,11998]", ports(run("a,b")));
    }

    @Test
    void wordsThatNobodyKnowsAreRefused() {
        FluxException event =
                assertThrows(FluxException.class, () -> load(NEWEST, "{\"event\":\"x\"}"));
        assertTrue(event.text().contains("event must be cray-pmi-bootstrap or"));
        PluginFixture other = new PluginFixture();
        PalsPlugins.ofInstance().forEach(other::knowing);
        other.start("{}");
        FluxException exhaustion =
                assertThrows(
                        FluxException.class,
                        () ->
                                other.broker()
                                        .ask(
                                                "job-manager.jobtap",
                                                "{\"load\":\""
                                                        + NEWEST
                                                        + "\",\"conf\":{\"on-exhaustion\":1}}"));
        assertEquals("on-exhaustion must be start, hold or exception", exhaustion.text());
    }

    @Test
    void anOddPortIsNotLost() {
        load(NEWEST, "{\"port-min\":2000,\"port-max\":2051}");
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 26; i++) {
            jobs.add(run("a,b"));
        }
        assertEquals("", ports(jobs.getLast()));
        assertEquals(1, book().free());
        jobs.forEach(job -> fixture.finish(job, 0));
        assertEquals(51, book().free());
        assertEquals(List.of(), book().lost());
    }

    @Test
    void jobsOnOtherHostsUseTheSamePorts() {
        load(NEWEST, "{\"port-min\":2000,\"port-max\":2050}");
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            jobs.add(run("n" + 2 * i + ",n" + (2 * i + 1)));
            assertTrue(!ports(jobs.getLast()).isEmpty());
        }
        assertEquals(1000, book().holders().size());
        jobs.forEach(job -> fixture.finish(job, 0));
        assertEquals(50, book().free());
        assertEquals(List.of(), book().lost());
        assertEquals(List.of(), book().holders());
    }

    @Test
    void noTwoJobsOnOneHostEverHaveTheSamePort() {
        load(NEWEST, "{\"port-min\":2000,\"port-max\":2051}");
        Random random = new Random(7);
        List<Job> running = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            if (running.isEmpty() || random.nextInt(10) < 6) {
                int first = random.nextInt(40);
                Job job = run("n" + first + ",n" + (first + 1 + random.nextInt(3)));
                if (ports(job).isEmpty()) {
                    fixture.finish(job, 0);
                } else {
                    running.add(job);
                }
            } else {
                fixture.finish(running.remove(random.nextInt(running.size())), 0);
            }
            if (step % 50 == 0) {
                checkBook(running);
            }
        }
    }

    private void checkBook(List<Job> running) {
        PalsProtocol.Ports book = book();
        assertEquals(
                running.stream().map(Job::id).sorted().toList(),
                book.holders().stream().map(PalsProtocol.Holder::id).sorted().toList());
        Set<String> taken = new HashSet<>();
        for (PalsProtocol.Holder holder : book.holders()) {
            assertTrue(holder.running());
            for (String host : Hostlist.parse(holder.hosts())) {
                for (int port : holder.ports()) {
                    assertTrue(taken.add(host + ":" + port), host + ":" + port);
                }
            }
        }
        assertEquals(List.of(), book.lost());
    }

    @Test
    void aReloadKnowsThePortsOfRunningJobs() {
        load(NEWEST, "{}");
        Job before = run("a,b");
        fixture.broker()
                .ask(
                        "job-manager.jobtap",
                        "{\"remove\":\"" + NEWEST + "\",\"load\":\"" + NEWEST + "\"}");
        Job after = run("a,b");
        assertEquals("[11999,11998]", ports(before));
        assertEquals("[11997,11996]", ports(after));
        assertEquals(996, book().free());
        fixture.finish(before, 0);
        fixture.finish(after, 0);
        assertEquals(1000, book().free());
    }

    @Test
    void withHoldJobsWaitForPorts() {
        load(NEWEST, "{\"port-min\":2000,\"port-max\":2050,\"on-exhaustion\":\"hold\"}");
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            jobs.add(run("a,b"));
        }
        Job waiting = run("a,b");
        Job canceled = run("a,b");
        assertEquals(1, waiting.perilogs());
        assertEquals(List.of(waiting.id(), canceled.id()), book().waiting());
        fixture.post(canceled, "exception", "{\"type\":\"cancel\",\"severity\":0}");
        assertEquals(0, canceled.perilogs());
        fixture.finish(jobs.getFirst(), 0);
        assertEquals("[2048,2049]", ports(waiting));
        assertEquals(0, waiting.perilogs());
        assertEquals(List.of(), book().waiting());
    }

    @Test
    void heldJobsAreServedAfterAReload() {
        load(NEWEST, "{\"port-min\":2000,\"port-max\":2050,\"on-exhaustion\":\"hold\"}");
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            jobs.add(run("a,b"));
        }
        Job waiting = run("a,b");
        fixture.broker()
                .ask(
                        "job-manager.jobtap",
                        "{\"remove\":\""
                                + NEWEST
                                + "\",\"load\":\""
                                + NEWEST
                                + "\",\"conf\":{\"port-min\":2000,\"port-max\":2050,"
                                + "\"on-exhaustion\":\"hold\"}}");
        assertEquals(List.of(waiting.id()), book().waiting());
        fixture.finish(jobs.getFirst(), 0);
        assertEquals("[2048,2049]", ports(waiting));
        assertEquals(0, waiting.perilogs());
    }

    @Test
    void withExceptionJobsEnd() {
        load(NEWEST, "{\"port-min\":2000,\"port-max\":2050,\"on-exhaustion\":\"exception\"}");
        for (int i = 0; i < 25; i++) {
            run("a,b");
        }
        Job job = run("a,b");
        assertEquals(JobState.CLEANUP, job.state());
        assertTrue(
                PluginFixture.events(job)
                        .getLast()
                        .contains("\"type\":\"cray-pmi-bootstrap\",\"severity\":0"));
    }
}
