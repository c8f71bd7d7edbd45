package fluxj.services.jobexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.Signum;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

/// Whatever befalls a job, it ends once and leaves nothing: one final release, one finish if it was
/// started, no alarm, nobody at the barrier. `-Dfluxj.seeds=1-5000` tries more of them.
class RandomJobsTest {
    private static final int STEPS = 60;
    private static final List<String> SYSTEMS =
            List.of(
                    "{}",
                    "{}",
                    "{\"exec\":{\"test\":{\"run_duration\":\"10s\"}}}",
                    "{\"exec\":{\"test\":{\"mock_exception\":\"run\"}}}",
                    "{\"exec\":{\"bulkexec\":{\"mock_exception\":\"init\"}}}",
                    "{\"exec\":{\"bulkexec\":{\"mock_exception\":\"starting\"}}}",
                    "{\"exec\":{\"bulkexec\":{\"barrier-timeout\":1}}}");

    private static final List<Errno> ERRORS =
            List.of(
                    Errno.EHOSTUNREACH,
                    Errno.ENOENT,
                    Errno.EPERM,
                    Errno.ENOSYS,
                    Errno.EDEADLK,
                    Errno.ENOMEM);

    static LongStream seeds() {
        String range = System.getProperty("fluxj.seeds", "1-500");
        int dash = range.indexOf('-');
        long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
        long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
        return LongStream.rangeClosed(first, last);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aJobEndsOnceAndLeavesNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        JobFacts facts =
                MachineFixture.facts(
                        1 + random.nextInt(random.nextInt(4) == 0 ? 300 : 5),
                        SYSTEMS.get(random.nextInt(SYSTEMS.size())),
                        false,
                        random.nextInt(2) * 990.0,
                        random.nextInt(3) == 0 ? 1000 + random.nextInt(100) : 0);
        MachineFixture job = MachineFixture.with(facts, "kill-timeout=1s");
        Fate fate = new Fate(job, random);
        job.machine.begin();
        for (int i = 0; i < STEPS && job.world.gone == 0; i++) {
            fate.step();
        }
        fate.end();

        assertEquals(1, job.world.gone, "ends");
        assertFalse(job.world.isLate(), "nothing after its end");
        assertTrue(job.world.alarms.isEmpty(), job.world.alarms.toString());
        assertEquals(1, count(job, "release"), job.world.answers.toString());
        assertEquals("release", type(job.world.answers.getLast()));
        assertEquals(job.machine.isStarted() ? 1 : 0, count(job, "finish"));
        assertTrue(count(job, "start") <= 1);
        assertEquals("done", job.world.events.getLast());
        assertEquals(0, fate.waiting, "nobody waits at the barrier");
    }

    private static String type(String answer) {
        return answer.split(" ", 2)[0];
    }

    private static long count(MachineFixture job, String type) {
        return job.world.answers.stream().filter(answer -> type(answer).equals(type)).count();
    }

    /// What befalls a job.
    private static final class Fate {
        private final MachineFixture job;
        private final SplittableRandom random;
        private final boolean unkillable;
        private boolean established;
        private boolean moved;
        private int seenBarriers;
        private int waiting;

        Fate(MachineFixture job, SplittableRandom random) {
            this.job = job;
            this.random = random;
            unkillable = random.nextInt(5) == 0;
        }

        void step() {
            if (!established && random.nextInt(3) > 0) {
                establish();
            }
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> shell(rank -> job.shells.started(rank));
                case 4, 5 -> shell(this::enterBarrier);
                case 6 -> shell(rank -> job.exit(rank, random.nextInt(3)));
                case 7 -> {
                    if (random.nextInt(4) == 0) {
                        misfortune();
                    }
                }
                case 8 -> {
                    if (random.nextInt(6) == 0) {
                        job.machine.exception("cancel", Optional.empty());
                    }
                }
                case 9 -> job.machine.expireAt(random.nextInt(3) == 0 ? 0 : job.world.time + 5);
                case 10 -> job.machine.setCritical(Idset.of(0));
                default -> {
                    if (!job.world.alarms.isEmpty()) {
                        job.world.ring(job.machine);
                    }
                }
            }
            settle();
        }

        private void establish() {
            established = true;
            if (random.nextInt(20) == 0) {
                job.machine.establishFailed(new FluxException(Errno.EIO, "no namespace"));
            } else {
                job.machine.established(Optional.empty());
            }
        }

        private void shell(IntConsumer deed) {
            List<Integer> ranks = List.copyOf(job.world.shells.keySet());
            if (!ranks.isEmpty() && !job.machine.isFinalizing()) {
                deed.accept(ranks.get(random.nextInt(ranks.size())));
            }
        }

        private void misfortune() {
            shell(
                    rank -> {
                        if (random.nextBoolean()) {
                            job.die(rank, Signum.SIGKILL);
                        } else {
                            Errno errno = ERRORS.get(random.nextInt(ERRORS.size()));
                            job.fail(rank, new FluxException(errno));
                        }
                    });
        }

        private void enterBarrier(int rank) {
            switch (job.shells.enterBarrier(rank)) {
                case WAIT -> waiting++;
                case OPEN -> waiting = 0;
                case BROKEN, NOT_PENDING -> {
                    // It is told so and does not wait.
                }
            }
        }

        /// Shells that got a signal end; those who wait at the barrier are let go.
        private void settle() {
            List<String> barriers =
                    job.world.deeds.stream().filter(deed -> deed.startsWith("barrier")).toList();
            if (barriers.size() > seenBarriers) {
                seenBarriers = barriers.size();
                waiting = 0;
            }
            if (!unkillable) {
                for (int rank : List.copyOf(job.world.shells.keySet())) {
                    if (job.world.shells.getOrDefault(rank, 0) > 0 && random.nextBoolean()) {
                        job.exit(rank, 128 + job.world.shells.get(rank));
                    }
                }
            }
            if (job.world.moving > 0 && !moved) {
                moved = true;
                job.machine.moved();
            }
        }

        /// Ends it, however long that takes.
        void end() {
            if (!established) {
                establish();
            }
            job.machine.exception("cancel", Optional.empty());
            for (int i = 0; i < 1000 && job.world.gone == 0; i++) {
                settle();
                shell(rank -> job.shells.started(rank));
                if (!job.world.alarms.isEmpty() && i % 50 == 49) {
                    job.world.ring(job.machine);
                }
            }
            settle();
        }
    }
}
