package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Blobref;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Whole brokers with their own rc1 and rc3: the KVS over restarts, dumps and damage.
class SimRcTest {
    private static SimShape shape(int size, String... words) {
        return SimShape.of(size, "kary:2").withOwnRc().withWords(words);
    }

    private static SimCluster run(Sim sim, SimShape shape) {
        SimCluster flux = SimCluster.boot(sim, shape);
        flux.awaitRun();
        return flux;
    }

    private static String ask(SimCluster flux, int rank, String topic, JsonObject body) {
        SimCall<Response> call = flux.request(rank, topic, rank, Payload.of(body)).await();
        return call.hasFailed()
                ? String.valueOf(call.error().getMessage())
                : call.reply().payload().text();
    }

    private static void put(SimCluster flux, int rank, String key, Treeobj value) {
        String answer =
                ask(
                        flux,
                        rank,
                        "kvs.commit",
                        JsonObject.builder()
                                .put("namespace", "primary")
                                .put("flags", 0)
                                .put(
                                        "ops",
                                        JsonArray.of(
                                                JsonObject.builder()
                                                        .put("key", key)
                                                        .put("flags", 0)
                                                        .put("dirent", value.toJson())
                                                        .build()))
                                .build());
        assertTrue(answer.contains("rootref"), answer);
    }

    private static String get(SimCluster flux, int rank, String key) {
        String answer =
                ask(
                        flux,
                        rank,
                        "kvs.lookup",
                        JsonObject.builder()
                                .put("key", key)
                                .put("flags", 0)
                                .put("namespace", "primary")
                                .build());
        if (!answer.startsWith("{")) {
            return answer;
        }
        Treeobj found = Treeobj.of(JsonObject.parse(answer).object("val").orElseThrow());
        return new String(((Treeobj.Val) found).bytes(), StandardCharsets.UTF_8);
    }

    private static Treeobj text(String value) {
        return Treeobj.Val.of(value.getBytes(StandardCharsets.UTF_8));
    }

    @Scenario
    void theKvsAndItsLogOfStartsOutliveARestart(Sim sim) {
        SimCluster first = run(sim, shape(3));
        put(first, 2, "a.b", text("kept"));
        first.shutDown();
        SimCluster second = run(sim, shape(3));
        assertEquals("kept", get(second, 1, "a.b"));
        String log = get(second, 0, "admin.eventlog");
        assertEquals(3, log.lines().count(), log);
        assertTrue(
                log.lines()
                        .toList()
                        .get(1)
                        .endsWith("\"name\":\"finish\",\"context\":{\"version\":1}}"),
                log);
        assertFalse(second.broker(0).complained("not shut down properly"));
        second.shutDown();
    }

    @Scenario
    void aDumpIsMadeAtTheEndAndRestoredAtTheStart(Sim sim) {
        String dump = sim.folder().resolve("x.tgz").toString();
        SimCluster first = run(sim, shape(1, "-Scontent.dump=" + dump));
        put(first, 0, "a.b", text("kept"));
        first.shutDown();
        SimCluster second = run(sim, shape(1));
        put(second, 0, "later", text("forgotten"));
        second.shutDown();
        SimCluster third = run(sim, shape(1, "-Scontent.restore=" + dump));
        assertEquals("kept", get(third, 0, "a.b"));
        assertEquals("No such file or directory", get(third, 0, "later"));
        third.shutDown();
    }

    @Scenario
    void aDumpCalledAutoIsRestoredOnce(Sim sim) {
        SimCluster first = run(sim, shape(1, "-Scontent.dump=auto"));
        put(first, 0, "a.b", text("kept"));
        first.shutDown();
        Path link = sim.folder().resolve("state/dump/RESTORE");
        assertTrue(Files.isSymbolicLink(link));
        SimCluster second = run(sim, shape(1, "-Scontent.restore=auto"));
        assertTrue(second.broker(0).complained("restoring content from"));
        assertEquals("kept", get(second, 0, "a.b"));
        assertFalse(Files.isSymbolicLink(link));
        second.shutDown();
        SimCluster third = run(sim, shape(1, "-Scontent.restore=auto"));
        assertFalse(third.broker(0).complained("restoring content from"));
        assertEquals("kept", get(third, 0, "a.b"));
        third.shutDown();
    }

    @Scenario
    void aDumpThatIsNotThereEndsTheStart(Sim sim) {
        SimCluster flux =
                SimCluster.boot(
                        sim, shape(1, "-Scontent.restore=" + sim.folder().resolve("nothing.tar")));
        assertEquals(1, flux.awaitEnd(0));
        assertTrue(flux.broker(0).complained("nothing.tar: No such file or directory"));
    }

    @Scenario
    void damageEndsOneStartAndIsRepairedForTheNext(Sim sim) {
        SimCluster first = run(sim, shape(1));
        put(first, 0, "good", text("kept"));
        put(
                first,
                0,
                "bad",
                new Treeobj.Valref(
                        List.of(Blobref.parse("sha1-1234567890123456789012345678901234567890"))));
        first.shutDown();
        SimCluster second = SimCluster.boot(sim, shape(1));
        assertEquals(1, second.awaitEnd(0));
        assertTrue(second.broker(0).complained("bad: missing blobref(s)"));
        SimCluster third = run(sim, shape(1));
        assertEquals("kept", get(third, 0, "good"));
        assertEquals("", get(third, 0, "lost+found.bad"));
        third.shutDown();
    }
}
