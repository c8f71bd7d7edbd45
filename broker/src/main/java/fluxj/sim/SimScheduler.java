package fluxj.sim;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The one queue of everything that will happen, in order of time and then of being scheduled.
final class SimScheduler {
    /// What happens; it belongs to a broker, or to nobody when it is the network's own.
    static final class Happening implements Comparable<Happening> {
        private final long time;
        private final long sequence;
        private final @Nullable SimReactor owner;
        private @Nullable Runnable task;

        private Happening(long time, long sequence, @Nullable SimReactor owner, Runnable task) {
            this.time = time;
            this.sequence = sequence;
            this.owner = owner;
            this.task = task;
        }

        void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Happening other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(sequence);
        }
    }

    private static final int LAST_EVENTS = 20;

    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final RandomGenerator.SplittableGenerator random;
    private final Deque<String> lastEvents = new ArrayDeque<>();
    private long now;
    private long sequence;
    private long trace = 0xcbf29ce484222325L;
    private @Nullable SimReactor turn;

    SimScheduler(long seed) {
        random =
                RandomGeneratorFactory.<RandomGenerator.SplittableGenerator>of("L64X128MixRandom")
                        .create(seed);
    }

    long now() {
        return now;
    }

    /// A generator of its own for a broker or for the network.
    RandomGenerator newRandom() {
        return random.split();
    }

    Happening schedule(long time, @Nullable SimReactor owner, Runnable task) {
        Happening happening = new Happening(Math.max(time, now), sequence++, owner, task);
        queue.add(happening);
        return happening;
    }

    Happening after(Duration delay, @Nullable SimReactor owner, Runnable task) {
        return schedule(now + delay.toNanos(), owner, task);
    }

    boolean isTurnOf(SimReactor reactor) {
        return turn == reactor;
    }

    /// Runs a task as if it were that broker's turn.
    void during(SimReactor owner, Runnable task) {
        SimReactor before = turn;
        turn = owner;
        try {
            task.run();
        } finally {
            turn = before;
        }
    }

    /// Lets the next thing happen, unless it is after `limit`; false when there is none till then.
    boolean step(long limit) {
        while (true) {
            Happening next = queue.peek();
            if (next == null || next.time > limit) {
                now = Math.max(now, limit);
                return false;
            }
            queue.remove();
            Runnable task = next.task;
            SimReactor owner = next.owner;
            if (task == null || (owner != null && !owner.isAlive())) {
                continue;
            }
            if (owner != null && owner.isStalled()) {
                owner.hold(task);
                continue;
            }
            now = next.time;
            mix(next.time);
            turn = owner;
            try {
                task.run();
            } finally {
                turn = null;
            }
            return true;
        }
    }

    /// Adds something that happened to the trace; equal runs have equal traces.
    void note(String event) {
        for (int i = 0; i < event.length(); i++) {
            trace = (trace ^ event.charAt(i)) * 0x100000001b3L;
        }
        mix(now);
        if (lastEvents.size() == LAST_EVENTS) {
            lastEvents.removeFirst();
        }
        lastEvents.addLast((now / 1_000_000) + "ms " + event);
    }

    private void mix(long value) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            trace = (trace ^ (value >>> shift & 0xff)) * 0x100000001b3L;
        }
    }

    long trace() {
        return trace;
    }

    /// What happened last, one line each.
    String lastEvents() {
        return String.join("\n", lastEvents);
    }
}
