package fluxj.services.kvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Topology;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.overlay.tree.OverlaySettings;
import fluxj.service.ServiceFactory;
import fluxj.sim.Sim;
import fluxj.sim.SimInstance;
import fluxj.sim.SimOptions;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The kvs on several ranks, over the simulated overlay.
class KvsFollowersTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final FakeContent content = new FakeContent();
    private final Sim sim = new Sim(SimOptions.seeded(7).withFrames());
    private final SimInstance flux =
            sim.boot(
                    Topology.create("kary:2", 7),
                    OverlaySettings.DEFAULTS,
                    List.of(content, ServiceFactory.of("kvs", KvsService::new)));

    /// An answer that comes: its JSON text, or `errno` and the number.
    private List<String> ask(int rank, String topic, Payload payload) {
        List<String> answer = new ArrayList<>();
        flux.at(
                rank,
                broker ->
                        broker.rpc()
                                .request(topic, rank, payload, 0)
                                .then(
                                        r ->
                                                answer.add(
                                                        r.payload().isPresent()
                                                                ? r.payload().text()
                                                                : ""),
                                        e -> answer.add("errno " + e.errno().number())));
        return answer;
    }

    private String now(int rank, String topic, Payload payload) {
        List<String> answer = ask(rank, topic, payload);
        sim.runUntil("an answer of " + topic, () -> !answer.isEmpty(), LIMIT);
        return answer.getFirst();
    }

    private String now(int rank, String topic, String json) {
        return now(rank, topic, Payload.of(JsonObject.parse(json.replace('\'', '"'))));
    }

    private String commit(int rank, String namespace, String key, String value) {
        return now(rank, "kvs.commit", KvsFixture.commit(namespace, 0, KvsFixture.put(key, value)));
    }

    private String get(int rank, String namespace, String key) {
        return now(rank, "kvs.lookup", KvsFixture.lookup(namespace, key, 0));
    }

    private int seq(int rank) {
        JsonObject root = JsonObject.parse(now(rank, "kvs.getroot", "{'namespace':'primary'}"));
        return root.whole("rootseq").orElseThrow().intValue();
    }

    private static String found(String base64) {
        return "{\"val\":{\"data\":\"" + base64 + "\",\"type\":\"val\",\"ver\":1}}";
    }

    @Test
    void everyRankReadsWhatItWrote() {
        for (int rank = 6; rank >= 0; rank--) {
            String root = commit(rank, "primary", "k" + rank, "1");
            assertEquals(7 - rank, seq(rank));
            assertTrue(root.contains("\"rootseq\":" + (7 - rank)), root);
            assertEquals(found("MQ=="), get(rank, "primary", "k" + rank));
        }
        sim.runFor(Duration.ofSeconds(1));
        for (int rank = 0; rank < 7; rank++) {
            assertEquals(7, seq(rank));
            assertEquals(found("MQ=="), get(rank, "primary", "k3"));
        }
    }

    @Test
    void commitsOfManyRanksAtOnceAllCount() {
        for (int rank = 0; rank < 7; rank++) {
            seq(rank);
        }
        List<List<String>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            for (int rank = 0; rank < 7; rank++) {
                answers.add(
                        ask(
                                rank,
                                "kvs.commit",
                                KvsFixture.commit(
                                        "primary", i % 2, KvsFixture.put("d.k" + rank + i, "1"))));
            }
        }
        sim.runUntil("all", () -> answers.stream().noneMatch(List::isEmpty), LIMIT);
        for (List<String> answer : answers) {
            assertTrue(answer.getFirst().contains("rootref"), answer.toString());
        }
        String dir = now(5, "kvs.lookup", KvsFixture.lookup("primary", "d", 1));
        assertEquals(
                70,
                JsonObject.parse(dir)
                        .object("val")
                        .orElseThrow()
                        .object("data")
                        .orElseThrow()
                        .keys()
                        .size());
    }

    @Test
    void errorsComeBackToTheRankThatCommitted() {
        assertEquals("errno 22", commit(6, "primary", ".", "1"));
        assertEquals("errno 95", commit(6, "none", "a", "1"));
        assertEquals(
                "errno 71",
                now(
                        6,
                        "kvs.commit",
                        KvsFixture.commit("primary", 0, JsonArray.of(JsonObject.EMPTY))));
        assertEquals("errno 95", get(6, "none", "a"));
        assertEquals("errno 2", get(6, "primary", "a"));
        assertEquals("errno 71", now(3, "kvs.namespace-remove", "{'namespace':'x'}"));
    }

    private void create(String name) {
        assertEquals(
                "",
                now(
                        0,
                        "kvs.namespace-create",
                        "{'namespace':'"
                                + name
                                + "','rootref':'sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91',"
                                + "'owner':-1,'flags':0}"));
    }

    @Test
    void aNamespaceIsLearntFromTheParentAndForgottenWhenRemoved() {
        create("n");
        create("n2");
        assertTrue(commit(6, "n2", "a", "2").contains("\"rootseq\":1"));
        assertTrue(commit(6, "n", "a", "1").contains("\"rootseq\":1"));
        assertEquals(found("MQ=="), get(4, "n", "a"));
        List<String> version = ask(4, "kvs.wait-version", version("n", 9));
        sim.runFor(Duration.ofSeconds(1));
        assertTrue(version.isEmpty());
        now(0, "kvs.namespace-remove", "{'namespace':'n'}");
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("errno 95"), version);
        assertEquals("errno 95", get(4, "n", "a"));
        assertEquals("errno 95", get(6, "n", "a"));
        create("n");
        assertEquals("errno 2", get(4, "n", "a"));
        assertEquals(found("Mg=="), get(4, "n2", "a"));
    }

    private static Payload version(String namespace, int seq) {
        return Payload.of(
                JsonObject.builder().put("namespace", namespace).put("rootseq", seq).build());
    }

    @Test
    void aVersionIsAwaitedOnAnotherRank() {
        seq(6);
        List<String> version = ask(6, "kvs.wait-version", version("primary", 2));
        commit(0, "primary", "a", "1");
        commit(5, "primary", "a", "2");
        sim.runUntil("the version", () -> !version.isEmpty(), LIMIT);
        assertTrue(version.getFirst().contains("\"rootseq\":2"), version.toString());
        assertEquals(found("Mg=="), get(6, "primary", "a"));
    }

    @Test
    void aPausedRankStaysBehindUntilItIsUnpaused() {
        seq(6);
        now(6, "kvs.setroot-pause", "{'namespace':'primary'}");
        commit(0, "primary", "a", "1");
        List<String> own =
                ask(6, "kvs.commit", KvsFixture.commit("primary", 0, KvsFixture.put("b", "2")));
        sim.runFor(Duration.ofSeconds(1));
        assertTrue(own.isEmpty());
        assertEquals(0, seq(6));
        now(6, "kvs.setroot-unpause", "{'namespace':'primary'}");
        sim.runUntil("its commit", () -> !own.isEmpty(), LIMIT);
        assertEquals(2, seq(6));
        assertEquals(found("MQ=="), get(6, "primary", "a"));
    }
}
