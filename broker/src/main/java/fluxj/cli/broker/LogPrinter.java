package fluxj.cli.broker;

import fluxj.cli.Ansi;
import fluxj.cli.Decimals;
import fluxj.service.Severity;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Writes log lines for `dmesg`.
final class LogPrinter {
    /// What the options ask for.
    ///
    /// @param human short times
    /// @param delta with `human`, the time since the line before instead of since the minute's
    ///   first
    record Style(boolean colours, boolean human, boolean delta) {}

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final Style style;
    private final ZoneId zone;
    private long lastMinute = Long.MIN_VALUE;
    private Instant last = Instant.EPOCH;

    LogPrinter(Style style, ZoneId zone) {
        this.style = style;
        this.zone = zone;
    }

    /// The text for one record.
    String format(String text) {
        Optional<LogLine> parsed = LogLine.parse(text);
        if (parsed.isEmpty()) {
            return text;
        }
        LogLine line = parsed.get();
        StringBuilder out = new StringBuilder();
        if (style.human()) {
            humanTime(out, line.timestamp());
        } else {
            coloured(out, Ansi.GREEN, isoTime(line.timestamp()));
        }
        out.append(' ');
        coloured(
                out,
                Ansi.YELLOW,
                line.appname() + "." + line.severity().word() + "[" + line.rank() + "]");
        out.append(": ");
        if (style.colours()) {
            out.append(colour(line.severity())).append(line.message()).append(Ansi.RESET);
        } else {
            out.append(line.message());
        }
        return out.toString();
    }

    private void coloured(StringBuilder out, String colour, String text) {
        if (style.colours()) {
            out.append(colour).append(text).append(Ansi.RESET);
        } else {
            out.append(text);
        }
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case EMERG, ALERT -> Ansi.REVERSE + Ansi.RED;
            case CRIT -> Ansi.BOLD + Ansi.RED;
            case ERR -> Ansi.RED;
            case WARNING -> Ansi.BOLD;
            case NOTICE, INFO -> "";
            case DEBUG -> Ansi.BLUE;
        };
    }

    private String isoTime(String timestamp) {
        ZonedDateTime time;
        try {
            time = Instant.parse(timestamp).atZone(zone);
        } catch (DateTimeParseException e) {
            return timestamp;
        }
        if (time.getOffset().getTotalSeconds() == 0) {
            return timestamp;
        }
        String micros = Integer.toString(time.getNano() / 1000 + 1_000_000).substring(1);
        return time.toLocalDate()
                + "T"
                + two(time.getHour())
                + ":"
                + two(time.getMinute())
                + ":"
                + two(time.getSecond())
                + "."
                + micros
                + time.getOffset();
    }

    private void humanTime(StringBuilder out, String timestamp) {
        Instant instant;
        try {
            instant = Instant.parse(timestamp);
        } catch (DateTimeParseException e) {
            coloured(out, Ansi.GREEN, "[" + timestamp + "]");
            return;
        }
        long minute = Math.floorDiv(instant.getEpochSecond(), 60);
        if (minute == lastMinute) {
            double offset =
                    (instant.getEpochSecond() - last.getEpochSecond())
                            + (instant.getNano() - last.getNano()) / 1e9;
            String number = Decimals.of(offset, 6);
            String signed = number.startsWith("-") ? number : "+" + number;
            String padded = " ".repeat(Math.max(0, 11 - signed.length())) + signed;
            coloured(out, Ansi.GREEN, "[" + padded + "]");
            if (style.delta()) {
                last = instant;
            }
            return;
        }
        ZonedDateTime time = instant.atZone(zone);
        coloured(
                out,
                Ansi.BOLD + Ansi.GREEN,
                "["
                        + MONTHS[time.getMonthValue() - 1]
                        + two(time.getDayOfMonth())
                        + " "
                        + two(time.getHour())
                        + ":"
                        + two(time.getMinute())
                        + "]");
        lastMinute = minute;
        last = instant;
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
