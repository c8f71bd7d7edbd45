package fluxj.services.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class ResourceServiceTest {
    private static final String R =
            "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"0-3\",\"children\":"
                    + "{\"core\":\"0-3\"}}],\"starttime\":0.0,\"expiration\":0.0,"
                    + "\"nodelist\":[\"a[0-3]\"]}}";

    private final LeaderOfFour instance = new LeaderOfFour();

    private String ask(String topic, String json) {
        return instance.broker.ask(topic, json).toString();
    }

    private void assertRefused(String topic, String json, int errno, String text) {
        FluxException error =
                assertThrows(FluxException.class, () -> instance.broker.ask(topic, json));
        assertEquals(text, error.text());
        assertEquals(errno, error.errno().number());
    }

    private String status() {
        JsonObject all = instance.broker.ask("resource.status", "{}");
        return all.toBuilder().remove("R").build().toString();
    }

    @Test
    void configuredResourcesAreDefined() {
        instance.configured("").start();

        assertEquals("{\"R\":" + R + ",\"method\":\"configuration\"}", ask("resource.get", "{}"));
        assertEquals(R, instance.kvs.get("resource.R"));
        assertTrue(
                instance.kvs
                        .get("resource.eventlog")
                        .endsWith(
                                "\"name\":\"resource-define\",\"context\":"
                                        + "{\"method\":\"configuration\"}}\n"));
    }

    @Test
    void resourcesOfTheKvsAreTakenOverAndStayThereAsTheyAre() {
        String more = R.replace("{\"version\"", "{\"more\":1,\"version\"");
        instance.kvs.put("resource.R", more);
        instance.start("noverify");
        assertEquals(more, instance.kvs.get("resource.R"));
        assertEquals("{\"R\":" + R + ",\"method\":\"kvs\"}", ask("resource.get", "{}"));
    }

    @Test
    void otherwiseTheHostsAreLookedAt() {
        instance.start();
        JsonObject found = instance.broker.ask("resource.get", "{}");
        assertEquals("dynamic-discovery", found.text("method").orElseThrow());
        assertTrue(
                instance.broker
                        .exchange("resource.topo-get", Payload.NONE, Credentials.NONE)
                        .payload()
                        .text()
                        .contains("<object type=\"Core\""));
    }

    @Test
    void whoIsOnlineIsFollowed() {
        instance.configured(",\"exclude\":\"a3\"").start();
        instance.members("broker.online", "0-2");
        instance.members("broker.torpid", "1");

        assertEquals(
                "{\"drain\":{},\"online\":\"0-2\",\"offline\":\"3\",\"exclude\":\"3\","
                        + "\"torpid\":\"1\"}",
                status());
    }

    @Test
    void aSchedulerIsToldOfEachChange() {
        instance.configured(",\"exclude\":\"3\"").start();
        int acquire = instance.open("resource.acquire");
        assertEquals(
                List.of(
                        "{\"resources\":"
                                + R.replace("0-3\",\"ch", "0-2\",\"ch").replace("a[0-3]", "a[0-2]")
                                + ",\"up\":\"\"}"),
                instance.answers(acquire));

        instance.members("broker.online", "0-3");
        ask("resource.drain", "{\"targets\":\"a1\"}");
        instance.members("broker.online", "1-3");
        ask("resource.undrain", "{\"targets\":\"1\"}");
        ask("resource.expiration-update", "{\"expiration\":5}");
        instance.broker.reactor().run();
        assertEquals(
                List.of(
                        "{\"up\":\"0-2\"}",
                        "{\"down\":\"1\"}",
                        "{\"down\":\"0\"}",
                        "{\"up\":\"1\"}",
                        "{\"expiration\":5.0}"),
                instance.answers(acquire));

        ask("resource.acquire-mute", "{}");
        instance.members("broker.online", "");
        assertEquals(List.of(), instance.answers(acquire));
        assertRefused("resource.acquire", "{}", 16, "");
        instance.stop();
        assertEquals(List.of("125"), instance.answers(acquire));
    }

    @Test
    void nodesThatNoConfigurationNamesAreGoneForGood() {
        instance.kvs.put("resource.R", R);
        instance.start("noverify");
        int acquire = instance.open("resource.acquire");
        instance.members("broker.online", "0-3");
        instance.members("broker.online", "0-1,3");
        instance.answers(acquire);
        instance.members("broker.online", "0-1");
        assertEquals(List.of("{\"down\":\"3\",\"shrink\":\"3\"}"), instance.answers(acquire));
        assertEquals(
                "{\"rank\":\"0-1\",\"children\":{\"core\":\"0-3\"}}",
                instance.broker
                        .ask("resource.sched-status", "{}")
                        .object("all")
                        .flatMap(all -> all.object("execution"))
                        .flatMap(all -> all.array("R_lite"))
                        .orElseThrow()
                        .items()
                        .getFirst()
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drain|{\"targets\":\"\"}|22|idset is empty",
                "drain|{\"targets\":\"4\"}|22|idset is out of range",
                "drain|{\"targets\":\"b0\"}|22|invalid targets: invalid hosts: b0",
                "drain|{\"targets\":\"1-0\"}|22|invalid targets: invalid hosts: 1-0",
                "drain|{\"targets\":\"1\",\"mode\":\"x\"}|22|Invalid mode specified",
                "drain|{\"targets\":\"0-1\"}|17|rank 0 already drained",
                "drain|{\"targets\":\"3\"}|22|rank 3 excluded",
                "drain|{\"targets\":\"0-3\"}|17|ranks 0,3 already drained or excluded",
                "undrain|{\"targets\":\"0-2\"}|17|ranks 1-2 not drained",
                "undrain|{\"targets\":\"0\",\"mode\":\"x\"}|22|invalid undrain mode 'x' specified",
                "monitor-waitup|{\"up\":5}|71|up value is out of range",
                "reload|{\"path\":\"/nowhere/R\",\"xml\":false,\"force\":false}|2|/nowhere/R:-1"
                        + " unable to open /nowhere/R: No such file or directory",
            })
    void whatCannotBeDoneIsRefusedInFluxWords(String method, String json, int errno, String text) {
        instance.configured(",\"exclude\":\"3\"").start();
        ask("resource.drain", "{\"targets\":\"0\",\"reason\":\"x\"}");
        assertRefused("resource." + method, json, errno, text);
    }

    @Test
    void aDrainIsAnsweredWhenItIsStored() {
        instance.configured("").start();
        instance.holdCommits();
        int drain = instance.send("resource.drain", "{\"targets\":\"0\",\"reason\":\"x\"}");
        int journal = instance.open("resource.journal");
        instance.answers(journal);
        instance.members("broker.online", "0");
        assertEquals(List.of(), instance.answers(drain));
        assertEquals(List.of(), instance.answers(journal));
        instance.releaseCommits();
        assertEquals(List.of(""), instance.answers(drain));
        List<String> told = instance.answers(journal);
        assertEquals(2, told.size());
        assertTrue(told.getFirst().contains("\"name\":\"drain\""), told.getFirst());
        assertTrue(told.getLast().contains("\"name\":\"online\""), told.getLast());
    }

    @Test
    void aDrainThatCannotBeStoredIsAnError() {
        instance.configured("").start();
        instance.failCommits();
        assertRefused("resource.drain", "{\"targets\":\"0\"}", 28, "");
    }

    @Test
    void whoIsDrainedSurvivesAReload() {
        instance.configured("").start();
        ask("resource.drain", "{\"targets\":\"0,2\",\"reason\":\"x\"}");
        ask("resource.drain", "{\"targets\":\"1\"}");
        String before = status();
        instance.stop();
        assertTrue(
                instance.kvs.get("checkpoint.resource").contains("\"nodelist\":\"a[0,2]\""),
                instance.kvs.get("checkpoint.resource"));
        instance.start();
        assertEquals(before, status());

        instance.stop();
        instance.kvs.remove("checkpoint.resource");
        instance.start();
        assertEquals(before, status());
    }

    @Test
    void whatIsExcludedIsDrainedNoMore() {
        instance.configured("").start();
        ask("resource.drain", "{\"targets\":\"2\",\"reason\":\"x\"}");
        instance.stop();
        instance.configured(",\"exclude\":\"a2\"").start();
        assertTrue(status().startsWith("{\"drain\":{},"), status());
        instance.stop();
        instance.configured("").start();
        assertTrue(status().startsWith("{\"drain\":{},"), status());
    }

    @Test
    void theJournalTellsThePastAndThenAnEnd() {
        instance.configured("").start();
        int journal = instance.open("resource.journal");
        List<String> told = instance.answers(journal);
        assertTrue(told.getFirst().contains("\"name\":\"restart\""), told.getFirst());
        assertTrue(told.get(1).endsWith("\"R\":" + R + "}"), told.get(1));
        assertEquals("{\"events\":[]}", told.getLast());
        instance.stop();
        assertEquals(List.of("61"), instance.answers(journal));
        assertRefusedAfterStart();
    }

    private void assertRefusedAfterStart() {
        instance.start();
        assertRefused("resource.journal", "{}", 71, "journal requires streaming RPC flag");
    }

    @Test
    void oneMayWaitUntilSomeAreUp() {
        instance.configured("").start();
        int two = instance.send("resource.monitor-waitup", "{\"up\":2}");
        instance.members("broker.online", "0");
        assertEquals(List.of(), instance.answers(two));
        instance.members("broker.online", "0-1");
        assertEquals(List.of(""), instance.answers(two));
        ask("resource.monitor-force-down", "{\"ranks\":\"1\"}");
        assertTrue(status().contains("\"online\":\"0\""), status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"foo\":1}|error parsing [resource] configuration: 1 object item(s) left"
                        + " unpacked: foo",
                "{\"scheduling\":\"/nowhere\"}|resource.scheduling requires resource.path or"
                        + " [resource.config]",
                "{\"path\":\"/nowhere\"}|/nowhere: unable to open /nowhere: No such file or"
                        + " directory",
                "{\"config\":[]}|error parsing [resource.config] array: no hosts configured",
            })
    void aBadConfigurationIsRefusedAndTheOldOneHolds(String table, String text) {
        instance.configured("").start();
        assertRefused("resource.config-reload", "{\"resource\":" + table + "}", 22, text);
        assertEquals("{}", ask("resource.config-reload", "{\"resource\":{\"journal-max\":1}}"));
    }

    @Test
    void anUnknownArgumentIsRefused() {
        FluxException error = assertThrows(FluxException.class, () -> instance.start("foo"));
        assertEquals("unknown option: foo", error.text());
    }
}
