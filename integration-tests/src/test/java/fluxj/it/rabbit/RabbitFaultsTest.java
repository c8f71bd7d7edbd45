package fluxj.it.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.it.rabbit.RabbitSite.Part;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The service, the brokers and the simulator with its API killed, the API cut and failing,
/// controllers stuck and jobs cancelled while jobs go through their states, on processes, by seed:
/// in the end every job is over and has had its epilog once, and Kubernetes has nothing left.
/// `ServiceFaultsTest` does it in virtual time.
class RabbitFaultsTest {
    private static final int ROUNDS = 6;
    private static final List<String> STATES =
            List.of("Proposal", "Setup", "DataIn", "PreRun", "PostRun", "DataOut", "Teardown");

    static IntStream seeds() {
        String[] ends = System.getProperty("fluxj.seeds", "1").split("-", 2);
        return IntStream.rangeClosed(
                Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyJobEndsAndNothingIsLeft(int seed, @TempDir Path folder) {
        SplittableRandom chance = new SplittableRandom(seed);
        List<String> jobs = new ArrayList<>();
        try (RabbitSite site = new RabbitSite(folder, Optional.empty())) {
            for (int round = 0; round < ROUNDS; round++) {
                jobs.add(site.submit());
                site.good("sleep 0." + chance.nextInt(1, 10));
                happen(site, chance, jobs);
            }
            site.good("fluxj rabbit-sim fault clear");
            assertOver(site, jobs);
        }
    }

    /// Everything is killed while a job is held in a state, one thing after the other.
    @ParameterizedTest
    @MethodSource("seeds")
    void aKillAtAnyStepCostsNothingThatIsLeft(int seed, @TempDir Path folder) {
        SplittableRandom chance = new SplittableRandom(seed);
        try (RabbitSite site = new RabbitSite(folder, Optional.empty())) {
            for (String state : STATES) {
                site.fault("hold state=" + state);
                String id = state.equals("DataOut") ? site.submitWithCopy() : site.submit();
                site.awaitWorkflow(id, state);
                List<Part> parts = new ArrayList<>(List.of(Part.values()));
                while (!parts.isEmpty()) {
                    site.kill(parts.remove(chance.nextInt(parts.size())));
                }
                site.good("fluxj rabbit-sim fault clear");
                assertOver(site, List.of(id));
            }
        }
    }

    private static void assertOver(RabbitSite site, List<String> jobs) {
        for (String id : jobs) {
            site.await(id, "clean");
            long epilogs =
                    site.eventsAfter(id, "submit").stream()
                            .filter(event -> event.startsWith("epilog-finish"))
                            .count();
            assertEquals(1, epilogs, () -> id + site.why(id) + site.logs());
        }
        site.awaitNothing();
    }

    private static void happen(RabbitSite site, SplittableRandom chance, List<String> jobs) {
        switch (chance.nextInt(7)) {
            case 0 -> site.kill(Part.SERVICE);
            case 1 -> site.kill(Part.SIMULATOR);
            case 2 -> site.kill(Part.BROKERS);
            case 3 -> site.fault("api-cut 'request=.*workflows' times=" + chance.nextInt(1, 6));
            case 4 ->
                    site.fault(
                            "api-status code=500 'request=.*workflows' times="
                                    + chance.nextInt(1, 10));
            case 5 -> {
                site.fault("hold state=" + STATES.get(chance.nextInt(STATES.size())));
                site.good("sleep 1");
                site.good("fluxj rabbit-sim fault clear");
            }
            default -> {
                String id = jobs.get(chance.nextInt(jobs.size()));
                // One that is over is no longer to be cancelled.
                site.fluxj("cancel", id);
            }
        }
    }
}
