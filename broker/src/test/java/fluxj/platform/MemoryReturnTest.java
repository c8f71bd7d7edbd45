package fluxj.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.module.ManualReactor;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryReturnTest {
    private static final long MIB = 1 << 20;

    private final ManualReactor reactor = new ManualReactor();
    private final Memory memory = new Memory();

    private static final class Memory implements ProcessMemory {
        long resident = 60 * MIB;
        long used = 10 * MIB;
        long afterwards = 60 * MIB;
        long live = 10 * MIB;
        int times;

        @Override
        public long resident() {
            return resident;
        }

        @Override
        public long heapUsed() {
            return used;
        }

        @Override
        public void giveBack() {
            times++;
            resident = afterwards;
            used = Math.min(used, live);
        }
    }

    @BeforeEach
    void watch() {
        MemoryReturn.watch(reactor, memory);
    }

    private void pass(int periods) {
        for (int i = 0; i < periods; i++) {
            reactor.advance(MemoryReturn.PERIOD);
        }
    }

    @Test
    void aProgramThatHoldsLittleIsLeftAlone() {
        memory.resident = 95 * MIB;
        pass(100);
        assertEquals(0, memory.times);
    }

    @Test
    void memoryGoesBackWithinHalfAMinuteOfQuiet() {
        memory.resident = 600 * MIB;
        pass(3);
        assertEquals(1, memory.times);
        assertEquals(60 * MIB, memory.resident);
    }

    @Test
    void nothingIsCollectedWhileTheProgramWorks() {
        memory.resident = 600 * MIB;
        for (int i = 0; i < 20; i++) {
            memory.used = i % 3 == 0 ? 10 * MIB : memory.used + 20 * MIB;
            pass(1);
        }
        assertEquals(0, memory.times);
    }

    @Test
    void afterAGainItIsTriedOnceMoreAndThenNot() {
        memory.resident = 600 * MIB;
        memory.afterwards = 300 * MIB;
        pass(100);
        assertEquals(2, memory.times);
        memory.resident = 340 * MIB;
        pass(100);
        assertEquals(4, memory.times);
    }

    @Test
    void aHeapThatOutgrowsWhatLivesInItIsCollectedAtOnce() {
        memory.live = 100 * MIB;
        memory.used = 10 * MIB + MemoryReturn.GROWTH;
        reactor.advance(MemoryReturn.GROWTH_PERIOD);
        assertEquals(0, memory.times);
        memory.used += 10 * MIB;
        reactor.advance(MemoryReturn.GROWTH_PERIOD);
        assertEquals(1, memory.times);
        memory.used = 140 * MIB + MemoryReturn.GROWTH;
        reactor.advance(MemoryReturn.GROWTH_PERIOD);
        assertEquals(1, memory.times);
        memory.used += 20 * MIB;
        reactor.advance(MemoryReturn.GROWTH_PERIOD);
        assertEquals(2, memory.times);
    }
}
