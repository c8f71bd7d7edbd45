package fluxj.services.jobingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FluidGeneratorTest {
    private long nanos;

    private FluidGenerator generator(int rank, long timestamp) {
        return new FluidGenerator(rank, timestamp, () -> nanos);
    }

    @Test
    void countsWithinAMillisecond() {
        FluidGenerator ids = generator(3, 5);
        assertEquals(5L << 24 | 3L << 10, ids.next());
        assertEquals(5L << 24 | 3L << 10 | 1, ids.next());
        nanos += 2_000_000;
        assertEquals(7L << 24 | 3L << 10, ids.next());
        assertEquals(7, FluidGenerator.timestampOf(ids.next()));
    }

    @Test
    void goesOnWhenAMillisecondHasNoNumbersLeft() {
        FluidGenerator ids = generator(16383, 1);
        long last = 0;
        for (int i = 0; i < 10_000; i++) {
            long next = ids.next();
            assertTrue(next > last);
            assertEquals(16383, next >> 10 & 16383);
            last = next;
        }
        assertEquals(1 + 10_000 / 1023, FluidGenerator.timestampOf(last));
        nanos += 5_000_000;
        assertTrue(ids.next() > last, "the clock is behind what was given out");
    }

    @Test
    void tellsTheTimeOfTheNextId() {
        FluidGenerator ids = generator(0, 100);
        nanos += 50_999_999;
        assertEquals(150, ids.timestamp());
        assertEquals(150, FluidGenerator.timestampOf(ids.next()));
    }
}
