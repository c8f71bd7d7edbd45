package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Whole brokers with their own rc1 and rc3: the KVS over restarts, dumps and damage.
class SimRcTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Sim sim = new Sim(SimOptions.seeded(1));
    @TempDir Path folder;

    private SimCluster boot(int size, String... more) throws IOException {
        // A folder that a broker makes itself is removed at its end.
        Files.createDirectories(folder.resolve("state"));
        int uid = (Integer) Files.getAttribute(folder, "unix:uid");
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "-Sbroker.rc2_none",
                                "-Slog-stderr-mode=local",
                                "-Slog-stderr-level=7"));
        words.addAll(List.of(more));
        return sim.boot(new SimCluster.Shape(size, "kary:2", uid), folder, words);
    }

    private SimCluster bootAndRun(int size, String... more) throws IOException {
        SimCluster flux = boot(size, more);
        sim.runUntil(
                "all run: " + flux.broker(0).errorLines(),
                () -> {
                    for (int rank = 0; rank < flux.size(); rank++) {
                        if (!flux.broker(rank).complained("quorum->run")) {
                            return false;
                        }
                    }
                    return true;
                },
                LIMIT);
        return flux;
    }

    private void end(SimCluster flux) {
        flux.broker(0).signal(Signum.SIGTERM);
        sim.runUntil("all ended", () -> allEnded(flux), LIMIT);
        for (int rank = 0; rank < flux.size(); rank++) {
            assertEquals(OptionalInt.of(0), flux.broker(rank).exitCode(), "rank " + rank);
        }
    }

    private static boolean allEnded(SimCluster flux) {
        for (int rank = 0; rank < flux.size(); rank++) {
            if (flux.broker(rank).exitCode().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private String ask(SimCluster flux, int rank, String topic, JsonObject body) {
        List<String> answers = new ArrayList<>();
        flux.at(
                rank,
                broker ->
                        broker.rpc()
                                .orElseThrow()
                                .request(topic, rank, Payload.of(body), 0)
                                .then(
                                        r -> answers.add(r.payload().text()),
                                        e -> answers.add(String.valueOf(e.getMessage()))));
        sim.runUntil("an answer", () -> !answers.isEmpty(), LIMIT);
        return answers.getFirst();
    }

    private void put(SimCluster flux, int rank, String key, Treeobj value) {
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
                                        fluxj.json.JsonArray.of(
                                                JsonObject.builder()
                                                        .put("key", key)
                                                        .put("flags", 0)
                                                        .put("dirent", value.toJson())
                                                        .build()))
                                .build());
        assertTrue(answer.contains("rootref"), answer);
    }

    private String get(SimCluster flux, int rank, String key) {
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

    @Test
    void theKvsAndItsLogOfStartsOutliveARestart() throws IOException {
        SimCluster first = bootAndRun(3);
        put(first, 2, "a.b", text("kept"));
        end(first);
        SimCluster second = bootAndRun(3);
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
        end(second);
    }

    @Test
    void aDumpIsMadeAtTheEndAndRestoredAtTheStart() throws IOException {
        String dump = folder.resolve("x.tgz").toString();
        SimCluster first = bootAndRun(1, "-Scontent.dump=" + dump);
        put(first, 0, "a.b", text("kept"));
        end(first);
        SimCluster second = bootAndRun(1);
        put(second, 0, "later", text("forgotten"));
        end(second);
        SimCluster third = bootAndRun(1, "-Scontent.restore=" + dump);
        assertEquals("kept", get(third, 0, "a.b"));
        assertEquals("No such file or directory", get(third, 0, "later"));
        end(third);
    }

    @Test
    void aDumpCalledAutoIsRestoredOnce() throws IOException {
        SimCluster first = bootAndRun(1, "-Scontent.dump=auto");
        put(first, 0, "a.b", text("kept"));
        end(first);
        Path link = folder.resolve("state/dump/RESTORE");
        assertTrue(Files.isSymbolicLink(link));
        SimCluster second = bootAndRun(1, "-Scontent.restore=auto");
        assertTrue(second.broker(0).complained("restoring content from"));
        assertEquals("kept", get(second, 0, "a.b"));
        assertFalse(Files.isSymbolicLink(link));
        end(second);
        SimCluster third = bootAndRun(1, "-Scontent.restore=auto");
        assertFalse(third.broker(0).complained("restoring content from"));
        assertEquals("kept", get(third, 0, "a.b"));
        end(third);
    }

    @Test
    void aDumpThatIsNotThereEndsTheStart() throws IOException {
        SimCluster flux = boot(1, "-Scontent.restore=" + folder.resolve("nothing.tar"));
        sim.runUntil("it ended", () -> allEnded(flux), LIMIT);
        assertEquals(OptionalInt.of(1), flux.broker(0).exitCode());
        assertTrue(flux.broker(0).complained("nothing.tar: No such file or directory"));
    }

    @Test
    void damageEndsOneStartAndIsRepairedForTheNext() throws IOException {
        SimCluster first = bootAndRun(1);
        put(first, 0, "good", text("kept"));
        put(
                first,
                0,
                "bad",
                new Treeobj.Valref(
                        List.of(
                                fluxj.format.Blobref.parse(
                                        "sha1-1234567890123456789012345678901234567890"))));
        end(first);
        SimCluster second = boot(1);
        sim.runUntil("it ended", () -> allEnded(second), LIMIT);
        assertEquals(OptionalInt.of(1), second.broker(0).exitCode());
        assertTrue(second.broker(0).complained("bad: missing blobref(s)"));
        SimCluster third = bootAndRun(1);
        assertEquals("kept", get(third, 0, "good"));
        assertEquals("", get(third, 0, "lost+found.bad"));
        end(third);
    }
}
