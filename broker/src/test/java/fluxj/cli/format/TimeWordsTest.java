package fluxj.cli.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.ZonedDateTime;

class TimeWordsTest {
    /// A Thursday.
    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-11-26T14:22:10+01:00");

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-26T14:22:10+01:00",
        "+1h, 2026-11-26T15:22:10+01:00",
        "-90s, 2026-11-26T14:20:40+01:00",
        "tomorrow, 2026-11-27T00:00+01:00",
        "today, 2026-11-26T00:00+01:00",
        "3pm, 2026-11-26T15:00+01:00",
        "12am, 2026-11-26T00:00+01:00",
        "15:30, 2026-11-26T15:30+01:00",
        "noon, 2026-11-26T12:00+01:00",
        "midnight, 2026-11-26T00:00+01:00",
        "Tomorrow 9am, 2026-11-27T09:00+01:00",
        "tomorrow at noon, 2026-11-27T12:00+01:00",
        "9am tomorrow, 2026-11-27T09:00+01:00",
        "monday, 2026-11-30T14:22:10+01:00",
        "fri 3:15pm, 2026-11-27T15:15+01:00",
        "2030-01-31, 2030-01-31T14:22:10+01:00",
        "2030-01-31 15:30, 2030-01-31T15:30+01:00",
        "2030-01-31 15:30:10, 2030-01-31T15:30:10+01:00",
        "in 2 days, 2026-11-28T14:22:10+01:00",
        "5 minutes, 2026-11-26T14:27:10+01:00",
        "2 hours from now, 2026-11-26T16:22:10+01:00",
        "2 days ago, 2026-11-24T14:22:10+01:00",
        "an hour ago, 2026-11-26T13:22:10+01:00",
        "half an hour ago, 2026-11-26T13:52:10+01:00",
        "three days ago, 2026-11-23T14:22:10+01:00",
        "5m, 2026-11-26T14:27:10+01:00",
        "2w, 2026-12-10T14:22:10+01:00",
        "yesterday, 2026-11-25T00:00+01:00",
        "noon yesterday, 2026-11-25T12:00+01:00",
        "yesterday at 15:30, 2026-11-25T15:30+01:00",
        "last monday, 2026-11-23T00:00+01:00",
        "last thursday, 2026-11-19T00:00+01:00",
        "last friday 5pm, 2026-11-20T17:00+01:00",
        "this monday, 2026-11-23T00:00+01:00",
        "next friday, 2026-12-04T00:00+01:00",
        "next sunday, 2026-12-06T00:00+01:00",
        "last week, 2026-11-19T00:00+01:00",
        "last month, 2026-10-01T00:00+01:00",
        "next year, 2027-01-01T00:00+01:00",
        "10am on monday, 2026-11-30T10:00+01:00",
        "Jan 5, 2027-01-05T14:22:10+01:00",
        "Jan 1st 2027, 2027-01-01T14:22:10+01:00",
        "25 Nov 2026, 2026-11-25T14:22:10+01:00",
        "dec 24 18:00, 2026-12-24T18:00+01:00",
        "1/2/26, 2026-01-02T14:22:10+01:00",
        "11/25, 2027-11-25T14:22:10+01:00",
        "2026/01/02, 2026-01-02T14:22:10+01:00"
    })
    void wordsAreTheTimesThatFluxReads(String words, String time) {
        assertEquals(ZonedDateTime.parse(time), TimeWords.parse(words, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "never",
                "",
                "25:00",
                "13pm",
                "2030-02-30",
                "feb 30",
                "last noon",
                "next day ago",
                "+x",
                "+-1",
                "noon noon"
            })
    void otherWordsAreRefused(String words) {
        assertThrows(FormatException.class, () -> TimeWords.parse(words, NOW));
    }

    @Test
    void theTimestampIsPythons() {
        assertEquals("1795699330.0", TimeWords.timestamp(NOW));
        assertEquals("1795699330.25", TimeWords.timestamp(NOW.plusNanos(250_000_000)));
    }
}
