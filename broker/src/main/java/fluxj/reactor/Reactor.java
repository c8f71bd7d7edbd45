package fluxj.reactor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/// The single logical thread of one broker. Everything but [#post] must be called on it.
public interface Reactor {
    /// Nanoseconds that only grow; virtual in the simulator.
    long nanoTime();

    /// Chance; seeded in the simulator.
    RandomGenerator random();

    /// Runs a task once, later.
    Timer after(Duration delay, Runnable task);

    /// Runs a task again and again, the first time after one period.
    Timer every(Duration period, Runnable task);

    /// Runs a task on a later turn, or never when the reactor has ended. The only method that any
    /// thread may call.
    void post(Runnable task);

    /// Runs slow work (disk, names, big hashes) elsewhere; the result comes back on this reactor.
    /// An exception of the work fails the promise: a `FluxException` as it is, an `IOException` as
    /// EIO.
    <T> Promise<T> blocking(Callable<T> work);

    /// Throws `IllegalStateException` when it is not this broker's turn.
    void checkConfined();
}
