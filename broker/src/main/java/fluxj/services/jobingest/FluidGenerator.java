package fluxj.services.jobingest;

import java.util.function.LongSupplier;

/// Makes ids that no other rank makes and that grow with time (RFC 19): milliseconds, generator,
/// sequence. When a millisecond has no numbers left the next one is begun early, so that nobody
/// waits.
final class FluidGenerator {
    /// The greatest generator there can be.
    static final int MAX_GENERATOR = (1 << 14) - 1;

    private static final int SEQUENCE_BITS = 10;
    private static final int GENERATOR_BITS = 14;
    private static final int SEQUENCE_END = (1 << SEQUENCE_BITS) - 1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int generator;
    private final LongSupplier nanoTime;
    private final long clockZero;
    private final long offset;
    private long timestamp;
    private int sequence;

    /// @param generator this rank
    /// @param timestamp the first millisecond
    /// @param nanoTime a clock that never goes back
    FluidGenerator(int generator, long timestamp, LongSupplier nanoTime) {
        this.generator = generator;
        this.nanoTime = nanoTime;
        this.timestamp = timestamp;
        offset = timestamp;
        clockZero = nanoTime.getAsLong();
    }

    /// The millisecond of an id.
    static long timestampOf(long id) {
        return id >>> (SEQUENCE_BITS + GENERATOR_BITS);
    }

    /// The millisecond that the next id will have.
    long timestamp() {
        long now = (nanoTime.getAsLong() - clockZero) / NANOS_PER_MILLI + offset;
        if (now > timestamp) {
            timestamp = now;
            sequence = 0;
        } else if (sequence == SEQUENCE_END) {
            timestamp++;
            sequence = 0;
        }
        return timestamp;
    }

    /// The next id.
    long next() {
        return (timestamp() << (SEQUENCE_BITS + GENERATOR_BITS))
                | ((long) generator << SEQUENCE_BITS)
                | sequence++;
    }
}
