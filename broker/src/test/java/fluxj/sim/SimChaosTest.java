package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.format.Topology;
import fluxj.sim.EchoService.Answer;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Whatever breaks, in whatever order: each seed is another tree and another story. The invariants
/// hold all the while, and when all that is dead has been started again the tree is whole.
class SimChaosTest {
    private static final int FAULTS = 12;
    private static final int MOST_ROUNDS = 30;
    private static final List<String> TOPOLOGIES =
            List.of("kary:1", "kary:2", "kary:3", "kary:16", "binomial");

    @Scenario(seeds = 6)
    void aTreeIsWholeAgainWhateverBroke(Sim sim) {
        new Story(sim).tell();
    }

    private static final class Story {
        private final SplittableRandom random;
        private final Topology topology;
        private final SimCluster flux;
        private final List<SimCall<Answer>> calls = new ArrayList<>();

        Story(Sim sim) {
            random = new SplittableRandom(sim.seed());
            String scheme = TOPOLOGIES.get(random.nextInt(TOPOLOGIES.size()));
            int size = random.nextInt(3, 16);
            topology = Topology.create(scheme, size);
            flux =
                    SimCluster.boot(
                            sim,
                            SimShape.of(size, scheme)
                                    .loading("heartbeat")
                                    .loading(EchoService.factory()));
        }

        void tell() {
            if (random.nextBoolean()) {
                flux.awaitRun();
            }
            for (int i = 0; i < FAULTS; i++) {
                speak();
                pause(random.nextInt(10) == 0 ? 30_000 : 500);
                fail();
            }
            mend();
            for (int rank = 0; rank < flux.size(); rank++) {
                assertEquals(rank, EchoService.say(flux, 0, rank).reply().rank());
                assertEquals(0, EchoService.say(flux, rank, 0).reply().rank());
            }
        }

        private void pause(int mostMillis) {
            flux.runFor(Duration.ofNanos(random.nextLong(1, mostMillis * 1_000_000L)));
        }

        private int anyRank() {
            return random.nextInt(flux.size());
        }

        private void speak() {
            for (int i = 0; i < 10; i++) {
                int from = anyRank();
                if (flux.broker(from).isOpen()) {
                    calls.add(EchoService.say(flux, from, anyRank()));
                    flux.publish(from, "echo.tick", Payload.NONE);
                }
            }
        }

        private void fail() {
            int child = 1 + random.nextInt(flux.size() - 1);
            int parent = topology.parent(child).orElseThrow();
            switch (random.nextInt(8)) {
                case 0 -> flux.kill(anyRank());
                case 1 -> flux.restart(anyRank());
                case 2 -> flux.cut(child, parent);
                case 3 -> flux.heal(child, parent);
                case 4 -> flux.stall(child);
                case 5 -> flux.resume(child);
                case 6 -> flux.slow(child, parent, Duration.ofMillis(random.nextInt(200)));
                default -> {
                    flux.cut(child, parent);
                    pause(1000);
                    flux.heal(child, parent);
                }
            }
        }

        /// Heals all, then starts what is dead, parents first, until nobody ends any more.
        private void mend() {
            flux.healAll();
            int round = 0;
            do {
                for (int rank = 0; rank < flux.size(); rank++) {
                    if (!flux.broker(rank).isAlive()) {
                        flux.restart(rank);
                    }
                }
                // Long enough for every orphan to be told, and for the news to climb.
                flux.runFor(Duration.ofSeconds(10));
                round++;
            } while (round < MOST_ROUNDS && !isWhole());
            flux.awaitRun();
            flux.awaitStatus(0, "full");
        }

        private boolean isWhole() {
            return flux.isRunning() && flux.health(0).status().equals("full");
        }
    }
}
