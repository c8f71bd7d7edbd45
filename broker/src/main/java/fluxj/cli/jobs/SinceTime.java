package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.format.FormatException;
import fluxj.format.Fsd;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/// A time that somebody wrote: `now`, `-1h`, seconds since the epoch, a date, a time of today, or
/// both.
final class SinceTime {
    private SinceTime() {}

    /// The time in seconds since the epoch.
    ///
    /// @param now the time it is
    static double parse(String text, double now) {
        if (text.equals("now")) {
            return now;
        }
        try {
            if (text.startsWith("+") || text.startsWith("-")) {
                double span = Fsd.parse(text.substring(1)).seconds();
                return text.startsWith("-") ? now - span : now + span;
            }
            if (text.matches("[0-9]+(\\.[0-9]*)?")) {
                return Double.parseDouble(text);
            }
            return date(text).atZone(ZoneId.systemDefault()).toEpochSecond();
        } catch (FormatException | DateTimeParseException e) {
            throw new CommandFailure("ERROR: could not convert string to float: '" + text + "'");
        }
    }

    private static LocalDateTime date(String text) {
        String[] words = text.strip().split("[ T]+", 2);
        boolean dated = words[0].contains("-");
        LocalDate day = dated ? LocalDate.parse(words[0]) : LocalDate.now(ZoneId.systemDefault());
        if (dated && words.length == 1) {
            return day.atStartOfDay();
        }
        return day.atTime(LocalTime.parse(words[words.length - 1]));
    }
}
