package fluxj.services.jobinfo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol.Found;
import fluxj.services.jobinfo.JobInfoProtocol.Lookup;
import fluxj.services.jobinfo.JobInfoProtocol.OneKey;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;
import fluxj.services.kvs.KvsProtocol;
import fluxj.sim.Scenario;
import fluxj.sim.Sim;
import fluxj.sim.SimBroker;
import fluxj.sim.SimCall;
import fluxj.sim.SimCluster;
import fluxj.sim.SimShape;
import fluxj.treeobj.Transaction;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Readers on every rank of a tree of brokers, with the real kvs, kvs-watch and content services;
/// the test is the job manager and writes what that would write.
class JobInfoTreeTest {
    private static final int SIZE = 4;
    private static final JobId JOB = new JobId(24058527744L);
    private static final String GUEST = "job-" + JOB.dec();
    private static final String EMPTY_DIR = "sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91";

    private static final class Seen {
        private final List<String> items = new ArrayList<>();
        private RpcClient.Stream stream;
    }

    private SimCluster flux;

    private void boot(Sim sim) {
        flux =
                SimCluster.boot(
                        sim,
                        SimShape.of(SIZE, "kary:2")
                                .loading("content", "kvs", "kvs-watch", "job-info"));
        flux.awaitRun();
    }

    private void settle() {
        flux.runFor(Duration.ofSeconds(5));
    }

    private void commit(String namespace, Transaction changes) {
        KvsProtocol.Commit body = new KvsProtocol.Commit(namespace, 0, changes.ops());
        flux.at(0, broker -> broker.rpc().call(KvsProtocol.COMMIT, 0, body));
    }

    private static Transaction events(String key, String... lines) {
        Transaction changes = new Transaction();
        for (String line : lines) {
            changes.append(key, line.getBytes(StandardCharsets.UTF_8));
        }
        return changes;
    }

    private static String event(String name, String context) {
        return Eventlog.encode(1, name, context);
    }

    private void main(String... lines) {
        commit(KvsProtocol.PRIMARY, events(JOB.kvs("eventlog"), lines));
    }

    private void submit() {
        main(event("submit", "{\"userid\":42,\"urgency\":16,\"flags\":0}"));
    }

    private void begin() {
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .call(
                                        KvsProtocol.NAMESPACE_CREATE,
                                        0,
                                        new KvsProtocol.Create(GUEST, EMPTY_DIR, 42, 0)));
        settle();
        main(event("start", ""));
    }

    /// Copies the log of the namespace and removes that, as the end of a job does.
    private void end(String log) {
        commit(KvsProtocol.PRIMARY, new Transaction().put(JOB.kvs("guest.exec.eventlog"), log));
        settle();
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .call(
                                        KvsProtocol.NAMESPACE_REMOVE,
                                        0,
                                        new KvsProtocol.Name(GUEST)));
        settle();
        main(event("release", "{\"ranks\":\"all\",\"final\":true}"), event("clean", ""));
    }

    private Seen watch(int rank, String path, int flags) {
        Seen seen = new Seen();
        flux.at(
                rank,
                broker ->
                        seen.stream =
                                broker.rpc()
                                        .open(
                                                JobInfoProtocol.EVENTLOG_WATCH,
                                                rank,
                                                WatchEvents.of(JOB.value(), path, flags),
                                                item -> seen.items.add(item.event().orElse("-")),
                                                error ->
                                                        seen.items.add(
                                                                "!" + error.errno().number())));
        return seen;
    }

    private static List<String> plus(List<String> items, String... more) {
        return Stream.concat(items.stream(), Stream.of(more)).toList();
    }

    @Scenario
    void aLogOfTheNamespaceIsSeenWholeAndOnceWheneverItsReaderComes(Sim sim) {
        boot(sim);
        SplittableRandom random = new SplittableRandom(sim.seed());
        List<Seen> readers = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        submit();
        settle();
        readers.add(watch(3, "guest.exec.eventlog", JobInfoProtocol.WAITCREATE));
        begin();
        for (int i = 0; i < 30; i++) {
            String line = event("step", "{\"n\":" + i + "}");
            lines.add(line);
            commit(GUEST, events("exec.eventlog", line));
            flux.runFor(Duration.ofMillis(random.nextInt(20)));
            if (random.nextInt(3) == 0) {
                readers.add(
                        watch(
                                random.nextInt(SIZE),
                                "guest.exec.eventlog",
                                JobInfoProtocol.WAITCREATE));
            }
        }
        settle();
        // What comes at the very end may be missed in the namespace.
        String last = event("done", "");
        lines.add(last);
        end(String.join("", lines));
        settle();
        readers.add(watch(1, "guest.exec.eventlog", 0));
        settle();
        for (Seen reader : readers) {
            assertEquals(plus(lines, "!61"), reader.items);
        }
    }

    @Scenario
    void theMainLogEndsWithClean(Sim sim) {
        boot(sim);
        Seen early =
                watch(2, "eventlog", JobInfoProtocol.WAITCREATE | JobInfoProtocol.INITIAL_SENTINEL);
        settle();
        submit();
        settle();
        Seen late = watch(1, "eventlog", JobInfoProtocol.INITIAL_SENTINEL);
        settle();
        main(event("clean", ""), event("stray", ""));
        settle();
        String submit = event("submit", "{\"userid\":42,\"urgency\":16,\"flags\":0}");
        assertEquals(List.of("-", submit, event("clean", ""), "!61"), early.items);
        assertEquals(List.of(submit, "-", event("clean", ""), "!61"), late.items);
    }

    @Scenario
    void aJobThatNeverRunsHasNoLogOfItsOwn(Sim sim) {
        boot(sim);
        submit();
        settle();
        Seen waits = watch(1, "guest.output", JobInfoProtocol.WAITCREATE);
        Seen cancelled = watch(1, "guest.output", JobInfoProtocol.WAITCREATE);
        settle();
        flux.at(1, _ -> cancelled.stream.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL));
        settle();
        assertEquals(List.of(), waits.items);
        assertEquals(List.of("!61"), cancelled.items);
        main(event("clean", ""));
        settle();
        assertEquals(List.of("!61"), waits.items);
    }

    @Scenario
    void anUpdateWatchTellsOfEachChangeUntilTheJobIsClean(Sim sim) {
        boot(sim);
        submit();
        commit(
                KvsProtocol.PRIMARY,
                new Transaction().put(JOB.kvs("R"), "{\"version\":1,\"execution\":{\"a\":1}}"));
        main(event("resource-update", "{\"expiration\":5}"));
        settle();
        List<String> seen = new ArrayList<>();
        flux.at(3, broker -> watchResources(broker, seen));
        settle();
        main(event("resource-update", "{\"expiration\":6}"));
        settle();
        main(event("clean", ""));
        settle();
        assertEquals(List.of("5", "6", "!61"), seen);
        JsonObject found =
                flux.call(
                                2,
                                JobInfoProtocol.LOOKUP,
                                2,
                                new Lookup(JOB.value(), List.of("R"), JobInfoProtocol.CURRENT))
                        .reply()
                        .values();
        assertEquals(
                "{\"version\": 1, \"execution\": {\"a\": 1, \"expiration\": 6}}",
                found.text("R").orElseThrow());
    }

    private static void watchResources(SimBroker broker, List<String> seen) {
        broker.rpc()
                .open(
                        JobInfoProtocol.UPDATE_WATCH,
                        broker.rank(),
                        new OneKey(JOB.value(), "R", 0),
                        item ->
                                seen.add(
                                        item.r()
                                                .flatMap(r -> r.object("execution"))
                                                .flatMap(all -> all.get("expiration"))
                                                .map(JsonValue::toString)
                                                .orElse("none")),
                        error -> seen.add("!" + error.errno().number()));
    }

    @Scenario
    void whatIsNotThereIsNamed(Sim sim) {
        boot(sim);
        submit();
        settle();
        assertEquals("invalid job id", errorOf(1));
        assertEquals("nix: key not found", errorOf(JOB.value()));
    }

    private String errorOf(long id) {
        Lookup wanted = new Lookup(id, List.of("nix"), 0);
        SimCall<Found> call = flux.call(1, JobInfoProtocol.LOOKUP, 1, wanted).await();
        assertEquals(Errno.ENOENT, call.error().errno());
        return call.error().text();
    }
}
