package fluxj.services.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

class DateExpressionTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static String next(String args, String now, ZoneId zone) {
        Instant start = LocalDateTime.parse(now).atZone(zone).toInstant();
        return DateExpression.of(JsonObject.parse(args))
                .next(start, zone)
                .map(found -> LocalDateTime.ofInstant(found, zone).toString())
                .orElse("never");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|2016-06-01T15:00:00|2016-06-01T15:00:01",
                "{'second':0,'minute':15}|2016-06-01T15:30:00|2016-06-01T16:15",
                "{'second':0,'minute':'15'}|2016-06-01T15:15:00|2016-06-01T16:15",
                "{'second':30}|2016-06-01T23:59:59.5|2016-06-02T00:00:30",
                "{'second':0,'minute':'*/20'}|2016-06-01T15:41:00|2016-06-01T16:00",
                "{'second':0,'minute':0,'hour':'1-9/4'}|2016-06-01T05:00:00|2016-06-01T09:00",
                "{'second':0,'minute':0,'hour':0,'weekday':'Mon-Fri'}|2016-06-03T00:00:00|2016-06-06T00:00",
                "{'second':0,'minute':0,'hour':0,'weekday':'sun'}|2016-06-03T00:00:00|2016-06-05T00:00",
                "{'second':0,'minute':0,'hour':0,'mday':31}|2016-06-03T00:00:00|2016-07-31T00:00",
                "{'second':0,'minute':0,'hour':0,'mday':29,'month':'feb'}|2014-06-03T00:00:00|2016-02-29T00:00",
                "{'second':0,'minute':0,'hour':0,'mday':29,'month':1}|2012-06-03T00:00:00|never",
                "{'second':0,'minute':5,'hour':0,'mday':1,'month':0,'year':118}|2016-06-03T00:00:00|2018-01-01T00:05",
                "{'year':115}|2016-06-03T00:00:00|never",
                "{'second':60}|2016-06-03T00:00:00|never",
                "{'minute':''}|2016-06-03T00:00:00|never",
            })
    void findsTheNextTime(String args, String now, String expected) {
        assertEquals(expected, next(args.replace('\'', '"'), now, UTC));
    }

    @Test
    void aTimeThatTheClockSkipsIsTakenLater() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertEquals(
                "2024-03-31T03:30",
                next("{\"second\":0,\"minute\":30,\"hour\":2}", "2024-03-31T01:00:00", berlin));
    }

    @Test
    void aTimeThatComesTwiceIsNeverInThePast() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant secondPass = Instant.parse("2024-10-27T01:10:00Z");
        Instant found =
                DateExpression.of(JsonObject.parse("{\"second\":0,\"minute\":30}"))
                        .next(secondPass, berlin)
                        .orElseThrow();
        assertTrue(found.isAfter(secondPass));
        assertEquals(Instant.parse("2024-10-27T01:30:00Z"), found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'minute':'x'}|22|minute: invalid range 'x'",
                "{'minute':'5-'}|22|minute: invalid range ''",
                "{'minute':'9-5'}|22|minute: invalid range '9-5'",
                "{'minute':'*/0'}|22|minute: invalid range '*/0'",
                "{'minute':'-1'}|22|minute: invalid range ''",
                "{'minute':'60'}|34|minute: 60 is out of range",
                "{'mday':0}|34|mday: 0 is out of range",
                "{'month':'foo'}|22|month: invalid range 'foo'",
                "{'minute':1.5}|71|minute: expected a string or a whole number",
            })
    void refusesWhatIsNoDate(String args, int errno, String text) {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> DateExpression.of(JsonObject.parse(args.replace('\'', '"'))));
        assertEquals(errno + " " + text, error.errno().number() + " " + error.text());
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThrows(FluxException.class, () -> DateExpression.of(JsonValue.of(7)));
    }
}
