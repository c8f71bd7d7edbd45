package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.job.JobState;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.plugins.FakeDws.Mood;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What flux-coral2's plugin of either version did with a service that only pretends, event by
/// event. The recordings are without `submit`, `release`, `free` and `clean`, and without the
/// second `epilog-finish` that the newer one posts after `dws-epilog-timeout`.
class DwsGoldenTest {
    private static List<String> recorded(String version, String scenario) throws IOException {
        String name = "/golden/coral2/dws-jobtap-" + version + ".txt";
        List<String> lines = new ArrayList<>();
        boolean isIn = false;
        try (InputStream file = DwsGoldenTest.class.getResourceAsStream(name)) {
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("### ")) {
                    isIn = line.equals("### " + scenario);
                } else if (isIn) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0.36, absent service
                    0.36, success
                    0.36, create-fail
                    0.36, setup-fail
                    0.36, post-run-fail
                    0.36, cancel-in-prolog
                    0.36, cancel-in-epilog
                    0.36, raise-epilog-timeout
                    0.36, post-job-event
                    0.36, sev1-then-foo
                    0.36, constraints
                    0.36, allow_rabbits
                    0.36, bad-rpc
                    0.24, absent service
                    0.24, success
                    0.24, create-fail
                    0.24, setup-fail
                    0.24, post-run-fail
                    0.24, cancel-in-prolog
                    0.24, cancel-in-epilog
                    0.24, raise-epilog-timeout
                    0.24, post-job-event
                    0.24, sev1-then-foo
                    0.24, constraints
                    0.24, allow_rabbits
                    0.24, epilog-timeout-0.5
                    """)
    void theEventsAreThoseOfTheRecording(String version, String scenario) throws IOException {
        List<String> expected = recorded(version, scenario);
        assertTrue(expected.size() > 4, scenario);
        assertEquals(
                String.join("\n", expected), String.join("\n", play(version, scenario)), scenario);
    }

    private static List<String> play(String version, String scenario) {
        DwsFixture flux = new DwsFixture();
        boolean isOld = version.equals("0.24");
        String limit = scenario.equals("epilog-timeout-0.5") ? "0.5" : "0";
        flux.start("{\"version\":\"" + version + "\",\"epilog-timeout\":" + limit + "}");
        FakeDws service = flux.service();
        service.excluding(isOld ? "\"\"" : "{\"not\":[{\"properties\":[\"\"]}]}");
        prepare(service, scenario, isOld);
        String constraints =
                scenario.equals("constraints")
                        ? ",\"constraints\":{\"not\":[{\"properties\":[\"foo\"]}]}"
                        : "";
        String also = scenario.equals("allow_rabbits") ? ",\"allow_rabbits\":true" : "";
        Job job = flux.submit("{\"dw\":\"foo\"" + constraints + also + "}");
        if (job.state() == JobState.SCHED) {
            flux.allocate(job);
            if (scenario.equals("cancel-in-prolog")) {
                flux.raise(job, "cancel", 0);
            }
        }
        if (job.state() == JobState.RUN) {
            flux.post(job, "start", "{}");
            flux.post(job, "finish", "{\"status\":0}");
            endBy(flux, job, scenario);
        }
        return PluginFixture.events(job).stream()
                .filter(line -> !line.startsWith("submit "))
                .toList();
    }

    private static void prepare(FakeDws service, String scenario, boolean isOld) {
        switch (scenario) {
            case "absent service" ->
                    service.on("create", Mood.ABSENT)
                            .on("post_run", Mood.ABSENT)
                            .on("teardown", Mood.ABSENT);
            case "create-fail" -> service.on("create", Mood.FAILING);
            case "setup-fail" -> service.on("setup", Mood.FAILING).mountingAnyway();
            case "post-run-fail" -> service.on("post_run", Mood.FAILING);
            case "cancel-in-prolog" -> service.on("setup", Mood.SILENT);
            case "cancel-in-epilog",
                    "raise-epilog-timeout",
                    "post-job-event",
                    "sev1-then-foo",
                    "epilog-timeout-0.5" ->
                    service.on("post_run", Mood.SILENT);
            case "constraints", "allow_rabbits" ->
                    service.excluding(
                            isOld
                                    ? "\"badrabbit\""
                                    : "{\"not\":[{\"properties\":[\"badrabbit\"]}]}");
            case "bad-rpc" -> service.confused();
            default -> {}
        }
    }

    private static void endBy(DwsFixture flux, Job job, String scenario) {
        switch (scenario) {
            case "cancel-in-epilog" -> flux.raise(job, "cancel", 0);
            case "raise-epilog-timeout" -> flux.raise(job, "dws-epilog-timeout", 0);
            case "post-job-event" -> flux.post(job, "epilog-finish", "{\"name\":\"dws-epilog\"}");
            case "sev1-then-foo" -> {
                flux.raise(job, "dws-epilog-timeout", 1);
                flux.raise(job, "foo", 0);
            }
            case "epilog-timeout-0.5" -> flux.advance(Duration.ofMillis(500));
            default -> {}
        }
        assertEquals(0, job.perilogs());
    }
}
