package fluxj.coral2.dws.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "999, 999ns",
        "1500, 1.5µs",
        "301414000, 301.414ms",
        "1000000000, 1s",
        "62500000000, 1m2.5s",
        "3600000000000, 1h0m0s",
    })
    void durationsAreWrittenAsGoDoes(long nanos, String text) {
        assertEquals(text, GoDuration.of(Duration.ofNanos(nanos)));
    }
}
