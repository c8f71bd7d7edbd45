package fluxj.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SamplesTest {
    private static Samples upTo(int last) {
        Samples samples = new Samples();
        for (int i = last; i >= 1; i--) {
            samples.add(i);
        }
        return samples;
    }

    @Test
    void theMedianIsAMeasuredValue() {
        assertEquals(3, upTo(5).quantile(0.5));
        assertEquals(2, upTo(4).quantile(0.5));
        assertEquals(1, upTo(1).quantile(0.5));
    }

    @Test
    void quantilesOfManyValues() {
        assertEquals(990, upTo(1000).quantile(0.99));
        assertEquals(1000, upTo(1000).quantile(1));
        assertEquals(1, upTo(1000).quantile(0));
    }

    @Test
    void nothingMeasuredIsNotZero() {
        assertThrows(IllegalStateException.class, () -> new Samples().quantile(0.5));
    }
}
