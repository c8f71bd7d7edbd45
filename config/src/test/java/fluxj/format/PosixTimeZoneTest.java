package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/// The tables hold what glibc 2.36 answers under the same `TZ`.
class PosixTimeZoneTest {
    /// A summer before, a leap day, a winter day, both sides of the four switches of 2027 that the
    /// zones below have between them, a day in summer, and a day far ahead.
    private static final List<Long> INSTANTS =
            List.of(
                    173404800L,
                    1709208000L,
                    1768446000L,
                    1805007599L,
                    1805007600L,
                    1806195599L,
                    1806195600L,
                    1814457600L,
                    1824944400L,
                    1825567199L,
                    1825567200L,
                    4102441200L);

    private static String at(PosixTimeZone zone, long second) {
        Instant instant = Instant.ofEpochSecond(second);
        boolean summer = zone.rules().isDaylightSavings(instant);
        return zone.rules().getOffset(instant).getTotalSeconds()
                + (summer ? zone.summerName() : zone.standardName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EST5EDT,M3.2.0,M11.1.0 | -14400EDT -18000EST -18000EST -18000EST "
                        + "-14400EDT -14400EDT -14400EDT -14400EDT -14400EDT -14400EDT -18000EST "
                        + "-18000EST",
                "EST5 | -18000EST -18000EST -18000EST -18000EST -18000EST -18000EST "
                        + "-18000EST -18000EST -18000EST -18000EST -18000EST -18000EST",
                "<+0330>-3:30 | 12600+0330 12600+0330 12600+0330 12600+0330 12600+0330 "
                        + "12600+0330 12600+0330 12600+0330 12600+0330 12600+0330 12600+0330 "
                        + "12600+0330",
                "CET-1CEST,M3.5.0,M10.5.0/3 | 7200CEST 3600CET 3600CET 3600CET 3600CET "
                        + "3600CET 7200CEST 7200CEST 3600CET 3600CET 3600CET 3600CET",
                "AEST-10AEDT,M10.1.0,M4.1.0/3 | 36000AEST 39600AEDT 39600AEDT "
                        + "39600AEDT 39600AEDT 39600AEDT 39600AEDT 36000AEST 39600AEDT 39600AEDT "
                        + "39600AEDT 39600AEDT",
                "IST-1GMT0,M10.5.0,M3.5.0/1 | 3600IST 0GMT 0GMT 0GMT 0GMT 0GMT 3600IST "
                        + "3600IST 0GMT 0GMT 0GMT 0GMT",
                "WGT3WGST,M3.5.0/-2,M10.5.0/-1 | -7200WGST -10800WGT -10800WGT "
                        + "-10800WGT -10800WGT -10800WGT -7200WGST -7200WGST -10800WGT -10800WGT "
                        + "-10800WGT -10800WGT",
                "IST-2IDT,M3.4.4/26,M10.5.0 | 10800IDT 7200IST 7200IST 7200IST 7200IST "
                        + "10800IDT 10800IDT 10800IDT 7200IST 7200IST 7200IST 7200IST",
                "EST5EDT4,J60/2,300/26:30 | -14400EDT -18000EST -18000EST -14400EDT "
                        + "-14400EDT -14400EDT -14400EDT -14400EDT -18000EST -18000EST -18000EST "
                        + "-18000EST",
                "XXX3EDT4,0/0,J365/23 | -14400EDT -14400EDT -14400EDT -14400EDT "
                        + "-14400EDT -14400EDT -14400EDT -14400EDT -14400EDT -14400EDT -14400EDT "
                        + "-14400EDT",
                "ABC5DEF,M13.1.0,M11.1.0 | -18000ABC -18000ABC -18000ABC -18000ABC "
                        + "-18000ABC -18000ABC -18000ABC -18000ABC -18000ABC -18000ABC -18000ABC "
                        + "-18000ABC",
                "Foo/Bar | 0Foo 0Foo 0Foo 0Foo 0Foo 0Foo 0Foo 0Foo 0Foo 0Foo 0Foo 0Foo",
                "Nowhere | 0Nowhere 0Nowhere 0Nowhere 0Nowhere 0Nowhere 0Nowhere "
                        + "0Nowhere 0Nowhere 0Nowhere 0Nowhere 0Nowhere 0Nowhere",
                "X | 0 0 0 0 0 0 0 0 0 0 0 0",
                "EST-5:30:15 | 19815EST 19815EST 19815EST 19815EST 19815EST 19815EST "
                        + "19815EST 19815EST 19815EST 19815EST 19815EST 19815EST",
            })
    void meansWhatItMeansToLibc(String text, String expected) {
        PosixTimeZone zone = PosixTimeZone.parse(text);
        List<String> found = new ArrayList<>();
        INSTANTS.forEach(second -> found.add(at(zone, second)));
        assertEquals(expected, String.join(" ", found));
    }

    @Test
    void aSummerTimeWithoutRulesHasThoseOfAmerica() {
        ZoneRules usual = PosixTimeZone.parse("EST5EDT,M3.2.0,M11.1.0").rules();
        assertEquals(usual, PosixTimeZone.parse("EST5EDT").rules());
        assertEquals(usual, PosixTimeZone.parse("EST5EDT,").rules());
    }

    @Test
    void aTimeThatTheClockSkipsIsLater() {
        ZoneRules rules = PosixTimeZone.parse("EST5EDT,M3.2.0,M11.1.0").rules();
        LocalDateTime skipped = LocalDateTime.parse("2027-03-14T02:30");
        assertEquals(
                1805009400, skipped.toEpochSecond(rules.getTransition(skipped).getOffsetBefore()));
        LocalDateTime noon = LocalDateTime.parse("2027-07-01T12:00");
        assertEquals(1814457600, noon.toEpochSecond(rules.getOffset(noon)));
    }

    @Test
    void aCompiledFileHasItsPastAndItsRule() throws IOException {
        Path file = Path.of("/usr/share/zoneinfo/Europe/Berlin");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(file), "no time zone files");
        PosixTimeZone zone = ZoneFile.read(Files.readAllBytes(file));
        ZoneRules known = ZoneId.of("Europe/Berlin").getRules();
        for (long second = 0; second < 4_102_441_200L; second += 1_000_003) {
            Instant instant = Instant.ofEpochSecond(second);
            assertEquals(known.getOffset(instant), zone.rules().getOffset(instant), "" + instant);
            assertEquals(
                    known.isDaylightSavings(instant),
                    zone.rules().isDaylightSavings(instant),
                    "" + instant);
        }
        assertEquals("CET CEST", zone.standardName() + " " + zone.summerName());
    }

    @Test
    void whatIsNoZoneFileIsRefused() {
        assertThrows(FormatException.class, () -> ZoneFile.read(new byte[0]));
        assertThrows(FormatException.class, () -> ZoneFile.read(new byte[100]));
        byte[] damaged = new byte[200];
        damaged[0] = 'T';
        damaged[1] = 'Z';
        damaged[2] = 'i';
        damaged[3] = 'f';
        damaged[4] = '2';
        damaged[40] = 100;
        assertThrows(FormatException.class, () -> ZoneFile.read(damaged));
    }
}
