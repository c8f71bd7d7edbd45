package fluxj.sim;

import fluxj.errors.FluxException;

import java.time.Duration;
import java.util.Optional;

/// A request that a scenario has made, and what became of it. When a scenario is over and all is
/// healed, each must have had its answer, but for those that [#mayStayOpen] excuses, those whose
/// own broker is gone, and those from before a connection broke by itself.
public final class SimCall<R> {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Sim sim;
    private final SimBroker caller;
    private final String what;
    private final long since;
    private Optional<R> reply = Optional.empty();
    private Optional<FluxException> error = Optional.empty();
    private boolean excused;

    SimCall(Sim sim, SimBroker caller, String what) {
        this.sim = sim;
        this.caller = caller;
        this.what = what;
        since = sim.scheduler().now();
    }

    void replied(R answer) {
        once();
        reply = Optional.of(answer);
    }

    void failed(FluxException answer) {
        once();
        error = Optional.of(answer);
    }

    private void once() {
        if (isDone()) {
            sim.invariants().breaks(this + " is answered twice");
        }
    }

    /// Says that its service does not mean to answer.
    public SimCall<R> mayStayOpen() {
        excused = true;
        return this;
    }

    /// A connection that breaks by itself and comes back takes with it what was on its way, and
    /// neither end knows (spec broker 2.11).
    boolean isOwed() {
        return !isDone() && !excused && caller.isAlive() && since > sim.network().lastLoss();
    }

    SimBroker caller() {
        return caller;
    }

    /// True when it was answered, well or not.
    public boolean isDone() {
        return reply.isPresent() || error.isPresent();
    }

    /// True when the answer was an error.
    public boolean hasFailed() {
        return error.isPresent();
    }

    /// Waits for the answer.
    public SimCall<R> await() {
        sim.runUntil("the answer to " + this, this::isDone, LIMIT);
        return this;
    }

    /// Waits for the answer, which must be a good one.
    public R reply() {
        await();
        error.ifPresent(
                problem -> {
                    throw sim.failure(this + " fails with " + problem);
                });
        return reply.orElseThrow();
    }

    /// Waits for the answer, which must be an error.
    public FluxException error() {
        await();
        return error.orElseThrow(() -> sim.failure(this + " succeeds: " + reply));
    }

    @Override
    public String toString() {
        return what + " of rank " + caller.rank();
    }
}
