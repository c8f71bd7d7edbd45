package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.format.TimeWords;
import fluxj.format.FormatException;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// A time that somebody wrote: seconds since the epoch, or words (see [TimeWords]).
final class SinceTime {
    private SinceTime() {}

    /// The time in seconds since the epoch.
    ///
    /// @param now the time it is
    static double parse(String text, double now) {
        if (text.matches("[0-9]+(\\.[0-9]*)?")) {
            return Double.parseDouble(text);
        }
        ZonedDateTime moment =
                Instant.ofEpochMilli((long) (now * 1e3)).atZone(ZoneId.systemDefault());
        try {
            return TimeWords.parse(text, moment).toInstant().toEpochMilli() / 1e3;
        } catch (FormatException e) {
            throw new CommandFailure("ERROR: could not convert string to float: '" + text + "'");
        }
    }
}
