package fluxj.cli.job.spec;

import fluxj.cli.format.PythonJson;
import fluxj.format.FormatException;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A point in time as people give it: `now`, `+1h`, `2030-01-31 15:30`, `3pm`, `noon`, `tomorrow
/// 9am`, `9am monday`, `in 2 days`. Today and tomorrow begin at midnight, any other day has this
/// time of day when it is given without one; a time without a day is today's.
public final class TimeWords {
    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})");
    private static final Pattern CLOCK =
            Pattern.compile("(\\d{1,2})(?::(\\d{2})(?::(\\d{2}))?)? ?([ap]m?)?");
    private static final Pattern LATER =
            Pattern.compile(
                    "(?:in )?(\\d+) ?(sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)s?"
                            + "(?: from now)?");
    private static final int NOON = 12;

    private TimeWords() {}

    /// The time of a text.
    ///
    /// @throws FormatException when it is none
    public static ZonedDateTime parse(String text, ZonedDateTime now) {
        if (text.equals("now")) {
            return now;
        }
        if (text.startsWith("+") || text.startsWith("-")) {
            double seconds =
                    PythonNumbers.duration(text.substring(1))
                            .orElseThrow(
                                    () -> new FormatException("invalid Flux standard duration"));
            long micros = Math.round(seconds * 1e6);
            return now.plus(text.startsWith("+") ? micros : -micros, ChronoUnit.MICROS);
        }
        String words = text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        Matcher later = LATER.matcher(words);
        if (later.matches()) {
            return now.truncatedTo(ChronoUnit.SECONDS)
                    .plus(Long.parseLong(later.group(1)), unit(later.group(2)));
        }
        return dayAndTime(words, now)
                .orElseThrow(() -> new FormatException("Invalid datetime: \"" + text + "\""));
    }

    /// Seconds since the epoch as Python writes them.
    public static String timestamp(ZonedDateTime time) {
        return PythonJson.number(
                time.toEpochSecond() + time.get(ChronoField.MICRO_OF_SECOND) / 1e6);
    }

    private static ChronoUnit unit(String word) {
        return switch (word) {
            case "sec", "second" -> ChronoUnit.SECONDS;
            case "min", "minute" -> ChronoUnit.MINUTES;
            case "hour" -> ChronoUnit.HOURS;
            case "day" -> ChronoUnit.DAYS;
            case "week" -> ChronoUnit.WEEKS;
            case "month" -> ChronoUnit.MONTHS;
            default -> ChronoUnit.YEARS;
        };
    }

    /// A day, a time, or both in either order.
    private static Optional<ZonedDateTime> dayAndTime(String words, ZonedDateTime now) {
        LocalDate today = now.toLocalDate();
        Optional<LocalTime> clock = clock(words);
        if (clock.isPresent()) {
            return clock.map(time -> ZonedDateTime.of(today, time, now.getZone()));
        }
        Optional<LocalDate> day = date(words, today);
        if (day.isPresent()) {
            LocalTime time =
                    words.startsWith("to")
                            ? LocalTime.MIDNIGHT
                            : now.toLocalTime().truncatedTo(ChronoUnit.SECONDS);
            return day.map(date -> ZonedDateTime.of(date, time, now.getZone()));
        }
        for (int space = words.indexOf(' '); space > 0; space = words.indexOf(' ', space + 1)) {
            String first = words.substring(0, space);
            String second = words.substring(space + 1);
            Optional<ZonedDateTime> both =
                    both(first, second.startsWith("at ") ? second.substring(3) : second, now)
                            .or(() -> both(second, first, now));
            if (both.isPresent()) {
                return both;
            }
        }
        return Optional.empty();
    }

    private static Optional<ZonedDateTime> both(String day, String time, ZonedDateTime now) {
        return date(day, now.toLocalDate())
                .flatMap(date -> clock(time).map(at -> ZonedDateTime.of(date, at, now.getZone())));
    }

    private static Optional<LocalDate> date(String word, LocalDate today) {
        switch (word) {
            case "today" -> {
                return Optional.of(today);
            }
            case "tomorrow" -> {
                return Optional.of(today.plusDays(1));
            }
            default -> {
                for (DayOfWeek day : DayOfWeek.values()) {
                    String name = day.name().toLowerCase(Locale.ROOT);
                    if (name.equals(word) || name.substring(0, 3).equals(word)) {
                        return Optional.of(today.with(TemporalAdjusters.next(day)));
                    }
                }
            }
        }
        Matcher parts = DATE.matcher(word);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int month = Integer.parseInt(parts.group(2));
        int day = Integer.parseInt(parts.group(3));
        int year = Integer.parseInt(parts.group(1));
        boolean valid =
                month >= 1
                        && month <= 12
                        && day >= 1
                        && day <= LocalDate.of(year, month, 1).lengthOfMonth();
        return valid ? Optional.of(LocalDate.of(year, month, day)) : Optional.empty();
    }

    private static Optional<LocalTime> clock(String word) {
        if (word.equals("noon")) {
            return Optional.of(LocalTime.NOON);
        }
        if (word.equals("midnight")) {
            return Optional.of(LocalTime.MIDNIGHT);
        }
        Matcher parts = CLOCK.matcher(word);
        if (!parts.matches() || (parts.group(2) == null && parts.group(4) == null)) {
            return Optional.empty();
        }
        int hour = Integer.parseInt(parts.group(1));
        int minute = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        int second = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        if (parts.group(4) != null) {
            if (hour < 1 || hour > NOON) {
                return Optional.empty();
            }
            hour = hour % NOON + (parts.group(4).startsWith("p") ? NOON : 0);
        }
        return hour < 24 && minute < 60 && second < 60
                ? Optional.of(LocalTime.of(hour, minute, second))
                : Optional.empty();
    }
}
