package fluxj.core.log;

import fluxj.platform.os.ProcessTimeZone;
import fluxj.service.LogRecord;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// Records as lines on standard error and in files (spec broker 5.5).
final class LogLines {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private LogLines() {}

    /// The form that systemd's journal takes apart.
    static String forSystemd(LogRecord record) {
        return "<" + record.severity().number() + ">" + record.line();
    }

    /// The form with the time of day in `zone`; a time that cannot be read stands as it is.
    static String plain(LogRecord record, ZoneId zone) {
        return localTime(record.timestamp(), zone) + ' ' + record.line();
    }

    private static String localTime(String timestamp, ZoneId zone) {
        Instant instant;
        try {
            instant = Instant.parse(timestamp);
        } catch (DateTimeException _) {
            return timestamp;
        }
        ZonedDateTime time = instant.atZone(zone);
        StringBuilder out =
                new StringBuilder(40).append(MONTHS[time.getMonthValue() - 1]).append(' ');
        two(out, time.getDayOfMonth()).append(' ');
        two(out, time.getHour()).append(':');
        two(out, time.getMinute()).append(':');
        two(out, time.getSecond()).append('.');
        String micros = Integer.toString(1_000_000 + time.getNano() / 1000);
        return out.append(micros, 1, 7)
                .append(' ')
                .append(ProcessTimeZone.abbreviation(zone, instant))
                .append(' ')
                .append(time.getYear())
                .toString();
    }

    private static StringBuilder two(StringBuilder out, int number) {
        return (number < 10 ? out.append('0') : out).append(number);
    }
}
