package fluxj.cli.format;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// Dates by strftime(3), in the locale `C`.
final class Strftime {
    private Strftime() {}

    /// A local time as the pattern says; what is no directive stays.
    static String format(String pattern, LocalDateTime time) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c == '%' && at < pattern.length()) {
                out.append(directive(pattern.charAt(at++), time));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String directive(char letter, LocalDateTime time) {
        return switch (letter) {
            case '%' -> "%";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'D', 'x' -> format("%m/%d/%y", time);
            case 'F' -> format("%Y-%m-%d", time);
            case 'R' -> format("%H:%M", time);
            case 'T', 'X' -> format("%H:%M:%S", time);
            case 'r' -> format("%I:%M:%S %p", time);
            case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
            case 'a', 'A', 'b', 'B', 'h', 'p' -> name(letter, time);
            case 'P' -> name('p', time).toLowerCase(Locale.ROOT);
            case 'z', 'Z' -> zone(letter, time);
            case 's' -> Long.toString(time.atZone(ZoneId.systemDefault()).toEpochSecond());
            default -> number(letter, time);
        };
    }

    private static String name(char letter, LocalDateTime time) {
        return switch (letter) {
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            default -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        };
    }

    private static String zone(char letter, LocalDateTime time) {
        ZonedDateTime zoned = time.atZone(ZoneId.systemDefault());
        return DateTimeFormatter.ofPattern(letter == 'z' ? "xx" : "zzz", Locale.ENGLISH)
                .format(zoned);
    }

    private static String number(char letter, LocalDateTime time) {
        int hour12 = (time.getHour() + 11) % 12 + 1;
        return switch (letter) {
            case 'Y' -> Integer.toString(time.getYear());
            case 'C' -> padded(time.getYear() / 100, 2, '0');
            case 'y' -> padded(time.getYear() % 100, 2, '0');
            case 'm' -> padded(time.getMonthValue(), 2, '0');
            case 'd' -> padded(time.getDayOfMonth(), 2, '0');
            case 'e' -> padded(time.getDayOfMonth(), 2, ' ');
            case 'j' -> padded(time.getDayOfYear(), 3, '0');
            case 'H' -> padded(time.getHour(), 2, '0');
            case 'k' -> padded(time.getHour(), 2, ' ');
            case 'I' -> padded(hour12, 2, '0');
            case 'l' -> padded(hour12, 2, ' ');
            case 'M' -> padded(time.getMinute(), 2, '0');
            case 'S' -> padded(time.getSecond(), 2, '0');
            case 'f' -> padded(time.get(ChronoField.MICRO_OF_SECOND), 6, '0');
            case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
            case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
            case 'U' -> padded(week(time, time.getDayOfWeek().getValue() % 7), 2, '0');
            case 'W' -> padded(week(time, time.getDayOfWeek().getValue() - 1), 2, '0');
            default -> "%" + letter;
        };
    }

    /// The week of the year, when this day is so many days after the first of its week.
    private static int week(LocalDateTime time, int daysIntoWeek) {
        return (time.getDayOfYear() + 6 - daysIntoWeek) / 7;
    }

    private static String padded(int number, int width, char filler) {
        String digits = Integer.toString(number);
        return String.valueOf(filler).repeat(Math.max(0, width - digits.length())) + digits;
    }
}
