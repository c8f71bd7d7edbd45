package fluxj.services.kvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.sim.Scenario;
import fluxj.sim.Sim;
import fluxj.sim.SimCall;
import fluxj.sim.SimCluster;
import fluxj.sim.SimShape;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The kvs on several ranks, over the simulated overlay.
class KvsFollowersTest {
    private SimCluster flux;

    private void boot(Sim sim) {
        flux =
                SimCluster.boot(
                        sim, SimShape.of(7, "kary:2").loading(new FakeContent()).loading("kvs"));
        flux.awaitRun();
    }

    private SimCall<Response> ask(int rank, String topic, Payload payload) {
        return flux.request(rank, topic, rank, payload);
    }

    /// An answer when it has come: its JSON text, or `errno` and the number.
    private static String text(SimCall<Response> call) {
        if (call.await().hasFailed()) {
            return "errno " + call.error().errno().number();
        }
        Payload payload = call.reply().payload();
        return payload.isPresent() ? payload.text() : "";
    }

    private String now(int rank, String topic, Payload payload) {
        return text(ask(rank, topic, payload));
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

    @Scenario
    void everyRankReadsWhatItWrote(Sim sim) {
        boot(sim);
        for (int rank = 6; rank >= 0; rank--) {
            String root = commit(rank, "primary", "k" + rank, "1");
            assertEquals(7 - rank, seq(rank));
            assertTrue(root.contains("\"rootseq\":" + (7 - rank)), root);
            assertEquals(found("MQ=="), get(rank, "primary", "k" + rank));
        }
        flux.runFor(Duration.ofSeconds(1));
        for (int rank = 0; rank < 7; rank++) {
            assertEquals(7, seq(rank));
            assertEquals(found("MQ=="), get(rank, "primary", "k3"));
        }
    }

    @Scenario
    void commitsOfManyRanksAtOnceAllCount(Sim sim) {
        boot(sim);
        for (int rank = 0; rank < 7; rank++) {
            seq(rank);
        }
        List<SimCall<Response>> answers = new ArrayList<>();
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
        for (SimCall<Response> answer : answers) {
            assertTrue(text(answer).contains("rootref"), answer::toString);
        }
        now(5, "kvs.wait-version", version("primary", seq(0)));
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

    @Scenario
    void errorsComeBackToTheRankThatCommitted(Sim sim) {
        boot(sim);
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

    @Scenario
    void aNamespaceIsLearntFromTheParentAndForgottenWhenRemoved(Sim sim) {
        boot(sim);
        create("n");
        create("n2");
        assertTrue(commit(6, "n2", "a", "2").contains("\"rootseq\":1"));
        assertTrue(commit(6, "n", "a", "1").contains("\"rootseq\":1"));
        assertEquals(found("MQ=="), get(4, "n", "a"));
        SimCall<Response> version = ask(4, "kvs.wait-version", version("n", 9));
        flux.runFor(Duration.ofSeconds(1));
        assertFalse(version.isDone());
        now(0, "kvs.namespace-remove", "{'namespace':'n'}");
        flux.runFor(Duration.ofSeconds(1));
        assertTrue(version.isDone());
        assertEquals("errno 95", text(version));
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

    @Scenario
    void aVersionIsAwaitedOnAnotherRank(Sim sim) {
        boot(sim);
        seq(6);
        SimCall<Response> version = ask(6, "kvs.wait-version", version("primary", 2));
        commit(0, "primary", "a", "1");
        commit(5, "primary", "a", "2");
        assertTrue(text(version).contains("\"rootseq\":2"), version::toString);
        assertEquals(found("Mg=="), get(6, "primary", "a"));
    }

    @Scenario
    void aPausedRankStaysBehindUntilItIsUnpaused(Sim sim) {
        boot(sim);
        seq(6);
        now(6, "kvs.setroot-pause", "{'namespace':'primary'}");
        commit(0, "primary", "a", "1");
        SimCall<Response> own =
                ask(6, "kvs.commit", KvsFixture.commit("primary", 0, KvsFixture.put("b", "2")));
        flux.runFor(Duration.ofSeconds(1));
        assertFalse(own.isDone());
        assertEquals(0, seq(6));
        now(6, "kvs.setroot-unpause", "{'namespace':'primary'}");
        assertTrue(text(own).contains("rootref"), own::toString);
        assertEquals(2, seq(6));
        assertEquals(found("MQ=="), get(6, "primary", "a"));
    }
}
