package fluxj.services.schedsimple;

import fluxj.job.ResourceSet;
import fluxj.services.schedsimple.Holdings.Held;
import fluxj.services.schedsimple.pool.Answer;
import fluxj.services.schedsimple.pool.NodePool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/// When jobs that wait will start if every job runs as long as it may: none before the one that is
/// before it.
final class Forecast {
    /// Enough for a day of an ordinary machine; what is beyond is not told.
    private static final int MAX_ENDS = 4096;

    private record End(double time, ResourceSet resources) {}

    private final NodePool pool;
    private final Iterator<Held> held;
    private final PriorityQueue<End> ends =
            new PriorityQueue<>(Comparator.comparingDouble(End::time));
    private int walked;

    /// @param pool the forecast's own
    /// @param held jobs that end, the earliest first
    Forecast(NodePool pool, Iterable<Held> held) {
        this.pool = pool;
        this.held = held.iterator();
        nextHeld();
    }

    /// The next one in time is always in the queue, so that no more are looked at than needed.
    private void nextHeld() {
        if (held.hasNext()) {
            Held next = held.next();
            ends.add(new End(next.end(), next.resources()));
        }
    }

    /// The starts of jobs in their order; none where it cannot be said.
    ///
    /// @param now a job that fits starts now
    List<OptionalDouble> starts(List<PendingJob> jobs, double now) {
        List<OptionalDouble> starts = new ArrayList<>();
        double floor = 0;
        boolean goesOn = true;
        for (PendingJob job : jobs) {
            if (!goesOn) {
                starts.add(OptionalDouble.empty());
                continue;
            }
            Start start = start(job, floor);
            starts.add(
                    start.isKnown
                            ? OptionalDouble.of(Math.max(start.time, now))
                            : OptionalDouble.empty());
            if (start.isNever) {
                continue;
            }
            double duration = job.request().duration();
            goesOn = start.isKnown && duration > 0;
            if (goesOn) {
                floor = start.time;
                ends.add(new End(Math.max(start.time, now) + duration, start.resources));
            }
        }
        return starts;
    }

    private record Start(boolean isKnown, boolean isNever, double time, ResourceSet resources) {
        static final Start UNKNOWN = new Start(false, false, 0, ResourceSet.EMPTY);
        static final Start NEVER = new Start(false, true, 0, ResourceSet.EMPTY);
    }

    private Start start(PendingJob job, double floor) {
        double time = floor;
        while (true) {
            switch (pool.allocate(job.request())) {
                case Answer.Allocated(ResourceSet resources) -> {
                    return new Start(true, false, time, resources);
                }
                case Answer.Infeasible _ -> {
                    return Start.NEVER;
                }
                case Answer.Insufficient _ -> {
                    if (ends.isEmpty() || walked == MAX_ENDS) {
                        return Start.UNKNOWN;
                    }
                    time = Math.max(time, freeNext());
                }
            }
        }
    }

    /// Frees what ends next, and all that ends at the same time.
    private double freeNext() {
        double time = ends.element().time();
        while (!ends.isEmpty() && ends.element().time() <= time && walked < MAX_ENDS) {
            walked++;
            pool.free(ends.remove().resources());
            nextHeld();
        }
        return time;
    }
}
