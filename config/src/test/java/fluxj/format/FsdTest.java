package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Random;

class FsdTest {

    @ParameterizedTest
    @CsvSource({
        "2ms, 0.002, 2ms",
        "0.1s, 0.1, 0.1s",
        "30, 30, 30s",
        "30s, 30, 30s",
        "60, 60, 1m",
        "1.2h, 4320, 1.2h",
        "5m, 300, 5m",
        "0, 0, 0s",
        "0ms, 0, 0s",
        "5d, 432000, 5d",
        "2m, 120, 2m",
        "0.0621, 0.0621, 62.1ms",
        "1e-8, 1e-8, 1e-05ms",
        "1e12, 1e12, 1.15741e+07d",
        "+.5s, 0.5, 0.5s",
        "1.s, 1, 1s",
        "59.9999999, 59.9999999, 60s",
        "100.5, 100.5, 1.675m",
    })
    void readsAndPrintsAsFluxDoes(String text, double seconds, String printed) {
        Fsd duration = Fsd.parse(text);
        assertEquals(seconds, duration.seconds(), seconds * 1e-12);
        assertEquals(printed, duration.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf", "INF", "infinity", "Infinity"})
    void infinityTakesNoUnit(String text) {
        assertTrue(Fsd.parse(text).isInfinite());
        assertEquals("infinity", Fsd.parse(text).toString());
        assertThrows(FormatException.class, () -> Fsd.parse(text + "d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "s", "-1", "-1.", "1.0f", "1.0sec", "NaN", "NaNs", "zzz", "1 s", " 1", "1e",
                ".", "1e999", "0x10", "--1", "1ss"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThrows(FormatException.class, () -> Fsd.parse(text));
    }

    @Test
    void convertsToAndFromDurations() {
        assertEquals(Duration.ofMillis(1500), Fsd.parse("1.5").toDuration());
        assertEquals("1.5s", Fsd.of(Duration.ofMillis(1500)).toString());
        assertTrue(Fsd.INFINITY.toDuration().compareTo(Duration.ofDays(1_000_000)) > 0);
        assertThrows(IllegalArgumentException.class, () -> new Fsd(-1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260101, 88})
    void printsRandomDurationsToSixDigits(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            double seconds = Math.pow(10, random.nextDouble() * 16 - 8);
            Fsd again = Fsd.parse(new Fsd(seconds).toString());
            assertEquals(
                    seconds, again.seconds(), seconds * 1e-5, "seed " + seed + " round " + round);
            assertEquals(again, Fsd.parse(again.toString()), "seed " + seed + ": " + seconds);
        }
    }
}
