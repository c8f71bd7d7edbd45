package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.it.history.History;
import fluxj.it.history.HistoryChecker;
import fluxj.it.history.Workload;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Clients on three ranks commit, append and look up while leaves and rank 0 are killed with
/// SIGKILL and started again; what they were told is judged by [HistoryChecker]. More or other
/// rounds: `-Dfluxj.history.rounds=N -Dfluxj.history.seed=N` (the seed chooses operations and
/// faults; processes add chance of their own).
class KvsHistoryTest {
    private static final int SIZE = 3;
    private static final int CLIENTS_OF_A_RANK = 3;
    private static final Duration ROUND = Duration.ofMillis(400);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir Path dir;

    private final int rounds = Integer.getInteger("fluxj.history.rounds", 4);
    private final long seed = Long.getLong("fluxj.history.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final History history = new History();
    private final Workload workload = new Workload(history, random, List.of("primary"));

    @Test
    void ourHistoriesAreThoseOfAKvs() {
        List<String> ours = List.of(CommandLine.BIN.resolve("flux-broker").toString());
        try (KvsInstance instance = new KvsInstance(Site.overIpc(dir, SIZE), SIZE, _ -> ours)) {
            run(instance, HistoryChecker::violations);
        }
    }

    @Test
    @Tag("interop")
    void fluxCoresHistoriesAreThoseOfAKvs() {
        String flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        List<String> theirs = List.of(flux, "broker");
        try (KvsInstance instance = new KvsInstance(Site.overIpc(dir, SIZE), SIZE, _ -> theirs)) {
            run(instance, HistoryChecker::violationsWithVagueVersions);
        }
    }

    @Test
    @Tag("interop")
    void mixedInstancesHistoriesAreThoseOfAKvs() {
        String flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        List<String> ours = List.of(CommandLine.BIN.resolve("flux-broker").toString());
        List<String> theirs = List.of(flux, "broker");
        for (int one = 0; one < 2; one++) {
            int parity = one;
            Path here = dir.resolve("mix" + one);
            try (KvsInstance instance =
                    new KvsInstance(
                            Site.overIpc(here, SIZE),
                            SIZE,
                            rank -> rank % 2 == parity ? ours : theirs)) {
                new KvsHistoryTest().run(instance, HistoryChecker::violationsWithVagueVersions);
            }
        }
    }

    private void run(KvsInstance instance, Function<History, List<String>> judge) {
        for (int round = 0; round < rounds; round++) {
            startClients(instance);
            instance.serve(ROUND, () -> false);
            if (round % 2 == 0) {
                int rank = 1 + random.nextInt(SIZE - 1);
                instance.restartLeaf(rank);
                workload.abandon(rank);
            } else {
                instance.restartAll();
                for (int rank = 0; rank < SIZE; rank++) {
                    workload.abandon(rank);
                }
                history.restarted(instance.version());
            }
        }
        startClients(instance);
        instance.serve(ROUND, () -> false);
        workload.stop();
        awaitIdle(instance);
        for (int rank = 0; rank < SIZE; rank++) {
            workload.startReader(instance.door(rank));
        }
        awaitIdle(instance);
        String note = "seed " + seed + ", " + history.operations().size() + " operations";
        List<String> violations = judge.apply(history);
        assertTrue(
                violations.isEmpty(),
                () ->
                        note
                                + ", "
                                + violations.size()
                                + " violations:\n"
                                + String.join(
                                        "\n",
                                        violations.subList(0, Math.min(10, violations.size())))
                                + instance.logs());
        long answered = history.operations().stream().filter(o -> o.rootseq() >= 0).count();
        assertTrue(answered > 100, () -> "only " + answered + " answers, " + note);
    }

    private void startClients(KvsInstance instance) {
        for (int rank = 0; rank < SIZE; rank++) {
            for (int i = 0; i < CLIENTS_OF_A_RANK; i++) {
                workload.start(instance.door(rank), 100);
            }
        }
    }

    private void awaitIdle(KvsInstance instance) {
        assertTrue(
                instance.serve(LIMIT, workload::isIdle),
                () -> "no answer to " + workload.waiting() + instance.logs());
    }
}
