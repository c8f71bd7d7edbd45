package fluxj.cli.job.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static String bar(int done, int total, double seconds, boolean rate) {
        return ProgressBar.render(new ProgressBar.State("Jobs: ", done, total, seconds, rate), 40);
    }

    @Test
    void theBarGrowsByPartsOfABlock() {
        assertEquals("Jobs: │                  │  0.0% 0:00:00", bar(0, 10, 0, false));
        assertEquals("Jobs: │████▊             │ 26.3% 0:01:05", bar(5, 19, 65.2, false));
        assertEquals("Jobs: │██████████████████│100.0% 1:00:00", bar(10, 10, 3600, false));
    }

    @Test
    void theRateTakesThePlaceOfTheTime() {
        assertEquals("Jobs: │███████▌       │ 50.0%  2.5 job/s", bar(5, 10, 2, true));
    }

    @Test
    void aBarOfNothingIsEmptyAndANarrowTerminalHasNone() {
        assertEquals("Jobs: │                  │  0.0% 0:00:00", bar(0, 0, 0, false));
        assertEquals(
                "Jobs: ││ 50.0% 0:00:00",
                ProgressBar.render(new ProgressBar.State("Jobs: ", 1, 2, 0, false), 10));
    }
}
