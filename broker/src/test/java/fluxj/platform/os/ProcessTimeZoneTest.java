package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.TimeZone;

class ProcessTimeZoneTest {
    private static String at(String value, String instant) {
        TimeZone zone = ProcessTimeZone.of(value);
        ZoneId id = zone.toZoneId();
        Instant time = Instant.parse(instant);
        boolean summer = id.getRules().isDaylightSavings(time);
        return id.getRules().getOffset(time)
                + " "
                + zone.getDisplayName(summer, TimeZone.SHORT, Locale.ROOT);
    }

    @Test
    void rulesNamesAndWhatIsNeitherMeanWhatTheyMeanToLibc() {
        assertEquals("-04:00 EDT", at("EST5EDT,M3.2.0,M11.1.0", "2027-07-01T12:00:00Z"));
        assertEquals("-05:00 EST", at("EST5EDT,M3.2.0,M11.1.0", "2027-01-01T12:00:00Z"));
        assertEquals("-04:00 EDT", at(":EST5EDT4,M3.2.0,M11.1.0", "2027-07-01T12:00:00Z"));
        assertEquals("+03:00 +03", at("<+03>-3", "2027-07-01T12:00:00Z"));
        assertEquals("Z Foo", at("Foo/Bar", "2027-07-01T12:00:00Z"));
        assertEquals("Z UTC", at("", "2027-07-01T12:00:00Z"));
        assertEquals("Z UTC", at(":", "2027-07-01T12:00:00Z"));
        assertEquals("Z ", at("/no/such/file", "2027-07-01T12:00:00Z"));
        assertEquals("Z ", at("\0", "2027-07-01T12:00:00Z"));
    }
}
