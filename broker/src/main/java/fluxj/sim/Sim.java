package fluxj.sim;

import fluxj.format.Topology;
import fluxj.overlay.tree.OverlaySettings;
import fluxj.service.ServiceFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Hosts whole instances on the calling thread, with one clock and one seed. Equal seeds give equal
/// runs; a failure says its seed, its virtual time and what happened last.
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

    private final SimOptions options;
    private final SimScheduler scheduler;
    private final SimNetwork network;
    private final Map<String, BooleanSupplier> invariants = new LinkedHashMap<>();

    /// A simulation at its beginning.
    public Sim(SimOptions options) {
        this.options = options;
        scheduler = new SimScheduler(options.seed());
        network = new SimNetwork(scheduler, options);
    }

    /// Starts an instance: its brokers begin at virtual time 0 and know each other. One instance a
    /// simulation.
    public SimInstance boot(
            Topology topology, OverlaySettings settings, List<ServiceFactory> services) {
        return new SimInstance(scheduler, network, topology, settings, services);
    }

    /// Starts an instance of whole brokers. One instance a simulation.
    ///
    /// @param folder where their directories are made
    /// @param words further words of each broker's command line
    public SimCluster boot(SimCluster.Shape shape, Path folder, List<String> words) {
        return new SimCluster(scheduler, network, shape, folder, words);
    }

    /// Checks something after every event from now on.
    public void always(String name, BooleanSupplier holds) {
        invariants.put(name, holds);
    }

    /// Lets virtual time pass.
    public void runFor(Duration virtual) {
        long end = scheduler.now() + virtual.toNanos();
        while (step(end)) {
            checkInvariants();
        }
    }

    /// Lets things happen until a condition holds.
    ///
    /// @throws Failure when it does not within the limit
    public void runUntil(String what, BooleanSupplier condition, Duration virtualLimit) {
        long end = scheduler.now() + virtualLimit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!step(end)) {
                throw new Failure(report("not within " + virtualLimit + ": " + what));
            }
            checkInvariants();
        }
    }

    private boolean step(long end) {
        try {
            return scheduler.step(end);
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Failure(report("a broker failed: " + e), e);
        }
    }

    private void checkInvariants() {
        for (Map.Entry<String, BooleanSupplier> invariant : invariants.entrySet()) {
            if (!invariant.getValue().getAsBoolean()) {
                throw new Failure(report("does not hold: " + invariant.getKey()));
            }
        }
    }

    private String report(String problem) {
        return problem
                + " (seed "
                + options.seed()
                + ", at "
                + now()
                + ")\n"
                + scheduler.lastEvents();
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
