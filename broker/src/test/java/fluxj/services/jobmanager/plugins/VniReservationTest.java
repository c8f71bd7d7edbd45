package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.slingshot.SlingshotPlugins;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.job.Job;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Slingshot's identifiers (spec coral2 3.1).
class VniReservationTest {
    private static final String NAME = "cray-slingshot.so";
    private final PluginFixture fixture = new PluginFixture();

    private void load(String table) {
        SlingshotPlugins.ofInstance().forEach(fixture::knowing);
        fixture.start(
                config(table, ",\"job-manager\":{\"plugins\":[{\"load\":\"" + NAME + "\"}]}"));
    }

    private static String config(String table, String more) {
        return "{\"cray-slingshot\":" + table + more + "}";
    }

    private Job run(String option) {
        Job job =
                fixture.submit(
                        option.isEmpty()
                                ? "{}"
                                : "{\"shell\":{\"options\":{\"cray-slingshot\":" + option + "}}}");
        fixture.allocate(job, "a");
        return job;
    }

    private static String event(Job job) {
        return PluginFixture.events(job).stream()
                .filter(line -> line.startsWith("cray-slingshot "))
                .findFirst()
                .map(line -> line.substring("cray-slingshot ".length()))
                .orElse("none");
    }

    private static String exception(Job job) {
        return PluginFixture.events(job).stream()
                .filter(line -> line.startsWith("exception "))
                .findFirst()
                .orElse("none");
    }

    private JsonObject pool() {
        JsonObject answer =
                fixture.broker().ask("job-manager.jobtap-query", "{\"name\":\"" + NAME + "\"}");
        return answer.object("vnipool").orElseThrow();
    }

    @Test
    void identifiersAreHandedOutInACircle() {
        load("{\"vni-pool\":\"1024-1026\"}");
        Job first = run("");
        assertEquals("{\"vnis\":[1024]}", event(first));
        Job second = run("");
        assertEquals("{\"vnis\":[1025]}", event(second));
        fixture.finish(first, 0);
        assertEquals("{\"vnis\":[1026,1024]}", event(run("{\"vnicount\":2}")));
        assertEquals("\"1024-1026\"", pool().get("universe").orElseThrow().toString());
        assertEquals("\"\"", pool().get("free").orElseThrow().toString());
        fixture.finish(second, 0);
        assertEquals("\"1025\"", pool().get("free").orElseThrow().toString());
    }

    @Test
    void whoWantsNoneGetsNoneAndTheReason() {
        load("{}");
        assertEquals(
                "{\"vnis\":[],\"empty-reason\":\"disabled by user request\"}",
                event(run("\"off\"")));
        assertEquals(
                "{\"vnis\":[],\"empty-reason\":\"none requested\"}",
                event(run("{\"vnicount\":0}")));
        assertEquals("{\"vnis\":[1024]}", event(run("{\"unknown\":1}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"vnicount":42}    | VNI count must be within 1-4
                    {"vnicount":-1}    | VNI count must be within 1-4
                    {"vnicount":"bad"} | error parsing cray-slingshot shell options: Expected integer, got string
                    7                  | error parsing cray-slingshot shell options: Expected object, got integer
                    {"vnicount":3}     | failed to reserve 3 VNIs (2 available)
                    """)
    void whatCannotBeEndsTheJob(String option, String why) {
        load("{\"vni-pool\":\"1024-1025\"}");
        Job job = run(option);
        assertTrue(exception(job).contains("\"note\":\"" + why + "\""), exception(job));
        assertTrue(exception(job).contains("\"type\":\"cray-slingshot\""), exception(job));
    }

    @Test
    void aJobMayStartWithoutWhenTheSiteSaysSo() {
        load("{\"vni-pool\":\"1024\",\"vni-reserve-fatal\":false}");
        run("");
        Job job = run("");
        assertEquals(
                "{\"vnis\":[],\"empty-reason\":\"failed to reserve 1 VNI (0 available)\"}",
                event(job));
        assertEquals(JobState.RUN, job.state());
    }

    @Test
    void theSamePoolKeepsItsPlaceAndAnotherLeavesJobsTheirs() {
        load("{}");
        fixture.finish(run(""), 0);
        fixture.reload(config("{}", ""));
        Job job = run("{\"vnicount\":2}");
        assertEquals("{\"vnis\":[1025,1026]}", event(job));
        fixture.reload(config("{\"vni-pool\":\"1026-1027\"}", ""));
        assertEquals("\"1027\"", pool().get("free").orElseThrow().toString());
        assertEquals(1, pool().object("jobs").orElseThrow().keys().size());
        fixture.finish(job, 0);
        assertEquals("\"1026-1027\"", pool().get("free").orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"vni-pool":"1-20"}      | cray-slingshot: 1-20 contains invalid VNIs, must be a subset of 0,2-9,11-65535
                    {"vni-pool":"70000"}     | cray-slingshot: 70000 contains invalid VNIs, must be a subset of 0,2-9,11-65535
                    {"vnis-per-job":5}       | cray-slingshot: cray-slingshot.vnis-per-job value out of range (0-4)
                    {"vnis-per-job":"x"}     | cray-slingshot: error unpacking conf.update arguments: Expected integer, got string
                    """)
    void aConfigurationThatIsNoneIsRefused(String table, String why) {
        FluxException error = assertThrows(FluxException.class, () -> load(table));
        assertTrue(error.text().endsWith(why), error.text());
    }

    @Test
    void jobsThatRunWhenItIsLoadedKeepWhatTheyHave() {
        load("{}");
        Job job = run("{\"vnicount\":2}");
        fixture.broker().ask("job-manager.jobtap", "{\"remove\":\"" + NAME + "\"}");
        fixture.broker().ask("job-manager.jobtap", "{\"load\":\"" + NAME + "\"}");
        assertEquals("\"1026-65535\"", pool().get("free").orElseThrow().toString());
        assertEquals("{\"vnis\":[1026]}", event(run("")));
        fixture.finish(job, 0);
        assertEquals("\"1024-1025,1027-65535\"", pool().get("free").orElseThrow().toString());
    }
}
