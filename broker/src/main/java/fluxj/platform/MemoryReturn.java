package fluxj.platform;

import fluxj.reactor.Reactor;

import java.time.Duration;

/// Hands memory back to the system after a flood. A collector keeps what it once got until it is
/// asked to collect everything, which stops the program: so that is done when it is quiet, and only
/// for a gain that is worth it. In a flood it rather takes more from the system, up to its ceiling,
/// than look at what is old: so it is made to when the heap has outgrown what lived in it.
public final class MemoryReturn {
    /// How often it looks.
    static final Duration PERIOD = Duration.ofSeconds(10);

    /// What a program takes that has done little; nothing is done below this and [#WORTH].
    static final long USUAL = 64L << 20;

    /// A gain that is worth a collection.
    static final long WORTH = 32L << 20;

    /// How often it looks at how the heap grows.
    static final Duration GROWTH_PERIOD = Duration.ofMillis(250);

    /// What the heap may grow to: half as much again as lived when all was collected, and this.
    static final long GROWTH = 128L << 20;

    /// The most that is allocated in one period of a quiet program.
    private static final long QUIET = 16L << 20;

    private static final int QUIET_PERIODS = 2;

    private final ProcessMemory memory;
    private long used;
    private int quiet;
    private long floor = USUAL;
    private boolean again;
    private long lived;

    private MemoryReturn(ProcessMemory memory) {
        this.memory = memory;
        used = memory.heapUsed();
        lived = used;
    }

    /// Begins to look at the heap, for as long as the reactor lives.
    public static void watch(Reactor reactor, ProcessMemory memory) {
        MemoryReturn task = new MemoryReturn(memory);
        reactor.every(PERIOD, task::check);
        reactor.every(GROWTH_PERIOD, task::checkGrowth);
    }

    private void checkGrowth() {
        long now = memory.heapUsed();
        lived = Math.min(lived, now);
        if (now > lived + lived / 2 + GROWTH) {
            collect();
        }
    }

    private void collect() {
        memory.giveBack();
        used = memory.heapUsed();
        lived = used;
    }

    private void check() {
        long before = used;
        used = memory.heapUsed();
        // Less than before: so much was allocated meanwhile that the young were collected.
        quiet = used >= before && used - before < QUIET ? quiet + 1 : 0;
        if (quiet < QUIET_PERIODS) {
            return;
        }
        long resident = memory.resident();
        if (!again && resident < floor + WORTH) {
            return;
        }
        collect();
        quiet = 0;
        long left = memory.resident();
        floor = Math.max(USUAL, left);
        // What is cached goes in its own time: after one gain there may be another.
        again = resident - left >= WORTH;
    }
}
