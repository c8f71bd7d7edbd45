package fluxj.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Hosts whole instances on the calling thread, with one clock and one seed. Equal seeds give equal
/// runs; a failure says its seed, its virtual time and what happened last. [SimInvariants] holds
/// all the while.
public final class Sim {
    /// The virtual clock's wall time at its start: 2026-01-01T00:00:00Z.
    static final long EPOCH_MICROS = 1_767_225_600_000_000L;

    /// A run that did not go as the scenario says.
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }

        Failure(String message, RuntimeException cause) {
            super(message, cause);
        }
    }

    /// What is hosted.
    interface Instance {
        /// Its brokers, a line each, for the report of a failure.
        String describe();

        /// Ends its scenario.
        void settle();
    }

    private final SimOptions options;
    private final Path folder;
    private final SimScheduler scheduler;
    private final SimInvariants invariants = new SimInvariants();
    private final SimNetwork network;
    private final Map<String, BooleanSupplier> always = new LinkedHashMap<>();
    private Optional<Instance> instance = Optional.empty();

    /// A simulation at its beginning.
    ///
    /// @param folder where the directories of brokers are
    public Sim(SimOptions options, Path folder) {
        this.options = options;
        this.folder = folder;
        scheduler = new SimScheduler(options.seed());
        network = new SimNetwork(scheduler, options, invariants);
    }

    /// Names what is hosted from now on.
    void hosts(Instance hosted) {
        instance = Optional.of(hosted);
    }

    /// Where the directories of brokers are.
    public Path folder() {
        return folder;
    }

    SimScheduler scheduler() {
        return scheduler;
    }

    SimNetwork network() {
        return network;
    }

    SimInvariants invariants() {
        return invariants;
    }

    /// Checks something after every event from now on.
    public void always(String name, BooleanSupplier holds) {
        always.put(name, holds);
    }

    /// Lets virtual time pass.
    public void runFor(Duration virtual) {
        long end = scheduler.now() + virtual.toNanos();
        while (step(end)) {
            check();
        }
    }

    /// Lets things happen until a condition holds.
    ///
    /// @throws Failure when it does not within the limit
    public void runUntil(String what, BooleanSupplier condition, Duration virtualLimit) {
        long end = scheduler.now() + virtualLimit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!step(end)) {
                throw failure("not within " + virtualLimit + ": " + what);
            }
            check();
        }
    }

    /// Ends a scenario: heals what it broke and sees that every request is answered then.
    ///
    /// @throws Failure when one is not
    public void settle() {
        instance.ifPresent(Instance::settle);
    }

    private boolean step(long end) {
        try {
            return scheduler.step(end);
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Failure("a broker failed: " + e + "\n" + report(), e);
        }
    }

    private void check() {
        invariants
                .broken()
                .ifPresent(
                        what -> {
                            throw failure("does not hold: " + what);
                        });
        for (Map.Entry<String, BooleanSupplier> each : always.entrySet()) {
            if (!each.getValue().getAsBoolean()) {
                throw failure("does not hold: " + each.getKey());
            }
        }
    }

    Failure failure(String problem) {
        return new Failure(problem + "\n" + report());
    }

    /// Where the run is: its seed, its time, its last events and its brokers.
    public String report() {
        return "seed "
                + options.seed()
                + ", at "
                + now()
                + "\n"
                + scheduler.lastEvents()
                + "\n"
                + instance.map(Instance::describe).orElse("");
    }

    /// Virtual time since the beginning.
    public Duration now() {
        return Duration.ofNanos(scheduler.now());
    }

    /// The seed.
    public long seed() {
        return options.seed();
    }

    /// A hash of the run so far.
    public long trace() {
        return scheduler.trace();
    }
}
