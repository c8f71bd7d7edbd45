package fluxj.it.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.sim.Sim;
import fluxj.sim.SimOptions;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Histories of the KVS in the simulator: four brokers, two clients on each, while links are cut,
/// brokers are killed, and the power of rank 0 fails. Each seed is one run, and always the same
/// one. Others than the first few: `-Dfluxj.seeds=17` or `-Dfluxj.seeds=1-500`.
class KvsHistorySimTest {
    private static final int SIZE = 4;
    private static final int FAULTS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final List<Integer> ALL = List.of(0, 1, 2, 3);

    @TempDir Path dir;

    @TestFactory
    Stream<DynamicTest> theHistoryOfEachSeedIsThatOfAKvs() {
        return SimOptions.seeds(8).stream()
                .map(
                        seed ->
                                DynamicTest.dynamicTest(
                                        "seed " + seed, () -> new Run(seed, dir).run()));
    }

    private static final class Run {
        private final long seed;
        private final SplittableRandom random;
        private final Sim sim;
        private final SimKvs kvs;
        private final History history = new History();
        private final Workload workload;

        Run(long seed, Path dir) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            SimOptions options = SimOptions.seeded(seed);
            workload = new Workload(history, random, List.of("primary"));
            Path folder = dir.resolve("seed" + seed);
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sim = new Sim(seed % 4 == 0 ? options.withFrames() : options, folder);
            kvs = new SimKvs(sim, SIZE);
        }

        void run() {
            for (int fault = 0; fault < FAULTS; fault++) {
                startClients();
                pause(200);
                fail();
            }
            startClients();
            pause(200);
            workload.stop();
            awaitIdle();
            int errors = workload.errors().size();
            for (int rank = 0; rank < SIZE; rank++) {
                kvs.at(rank, workload::startReader);
            }
            awaitIdle();
            assertEquals(
                    errors,
                    workload.errors().size(),
                    () -> "seed " + seed + ": " + workload.errors());
            assertEquals(List.of(), unexpected(workload.errors()), () -> "seed " + seed);
            judge();
        }

        private static List<String> unexpected(List<String> errors) {
            return errors.stream().filter(error -> !error.contains("EHOSTUNREACH")).toList();
        }

        private void startClients() {
            for (int rank = 0; rank < SIZE; rank++) {
                for (int client = 0; client < 2; client++) {
                    kvs.at(rank, door -> workload.start(door, 25));
                }
            }
        }

        private void pause(int mostMillis) {
            sim.runFor(Duration.ofNanos(random.nextLong(1, mostMillis * 1_000_000L)));
        }

        private void fail() {
            switch (random.nextInt(4)) {
                case 0 -> restart(List.of(2));
                case 1 -> restart(List.of(1, 3));
                case 2 -> {
                    int rank = 1 + random.nextInt(2);
                    kvs.flux().cut(0, rank);
                    pause(2000);
                    kvs.flux().heal(0, rank);
                }
                default -> restart(ALL);
            }
        }

        private void restart(List<Integer> ranks) {
            for (int rank : ranks) {
                kvs.flux().kill(rank);
                workload.abandon(rank);
            }
            if (ranks.contains(0)) {
                if (random.nextBoolean()) {
                    kvs.flux().disk().cutPower(random);
                }
                kvs.restart(ranks);
                history.restarted(kvs.version());
            } else {
                pause(50);
                kvs.restart(ranks);
            }
        }

        private void awaitIdle() {
            sim.runUntil("answers to " + workload.waiting(), workload::isIdle, LIMIT);
        }

        private void judge() {
            List<String> violations = HistoryChecker.violations(history);
            assertTrue(
                    violations.isEmpty(),
                    () ->
                            "mvn -pl integration-tests -am test -Dtest=KvsHistorySimTest"
                                    + " -Dsurefire.failIfNoSpecifiedTests=false"
                                    + " -Dfluxj.seeds="
                                    + seed
                                    + "\n"
                                    + history.operations().size()
                                    + " operations, "
                                    + violations.size()
                                    + " violations:\n"
                                    + String.join(
                                            "\n",
                                            violations.subList(0, Math.min(10, violations.size())))
                                    + "\nclients ended with "
                                    + workload.errors());
            long answered = history.operations().stream().filter(Operation::isOk).count();
            assertTrue(answered > 100, () -> "seed " + seed + ": only " + answered + " answers");
        }
    }
}
