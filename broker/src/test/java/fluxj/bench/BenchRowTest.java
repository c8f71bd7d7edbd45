package fluxj.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class BenchRowTest {
    @Test
    void moreASecondIsBetter() {
        BenchRow row = new BenchRow("commits", "/s", List.of(30.0, 10.0));
        assertEquals(3.0, row.ratio());
        assertEquals(3.0, row.gain());
    }

    @Test
    void lessTimeAndLessMemoryAreBetter() {
        assertEquals(4.0, new BenchRow("start", "s", List.of(1.0, 4.0)).gain());
        assertEquals(0.5, new BenchRow("leaf", "MiB", List.of(2.0, 1.0)).gain());
    }
}
