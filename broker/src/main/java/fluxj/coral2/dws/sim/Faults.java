package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.sim.Fault.What;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What goes wrong at present.
final class Faults {
    private static final double NANOS = 1e9;

    private List<Fault> list = List.of();

    void set(List<Fault> faults) {
        list = List.copyOf(faults);
    }

    List<Fault> list() {
        return list;
    }

    /// The first of a sort that is about a workflow in a state.
    Optional<Fault> about(What what, String workflow, String state) {
        return list.stream()
                .filter(fault -> fault.what() == what && fault.fits(workflow, state))
                .findFirst();
    }

    /// True when a host or a rabbit of a workflow is struck.
    boolean hit(What what, String workflow, String name) {
        String kind = what == What.MOUNT || what == What.UNMOUNT ? "host" : "rabbit";
        return list.stream()
                .anyMatch(
                        fault ->
                                fault.what() == what
                                        && fault.fits(workflow, fault.word("state", ""))
                                        && fault.hits(kind, name));
    }

    /// True when a host has no link to its rabbit.
    boolean offline(String host) {
        return list.stream()
                .anyMatch(fault -> fault.what() == What.OFFLINE && fault.hits("host", host));
    }

    /// What is wrong with a rabbit.
    Optional<String> rabbit(String name) {
        return list.stream()
                .filter(fault -> fault.what() == What.RABBIT && fault.hits("rabbit", name))
                .map(fault -> fault.word("status", "Failed"))
                .findFirst();
    }

    /// How long a state takes.
    Duration delay(SimWorkflow workflow, Duration otherwise, RandomGenerator random) {
        Optional<Fault> delay = about(What.DELAY, workflow.name(), workflow.state());
        if (delay.isEmpty()) {
            return otherwise;
        }
        double jitter = delay.get().number("jitter", 0) * (2 * random.nextDouble() - 1);
        double seconds = Math.max(0, delay.get().number("seconds", 0) + jitter);
        return Duration.ofNanos((long) (seconds * NANOS));
    }
}
