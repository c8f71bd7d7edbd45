package fluxj.cli.format;

import fluxj.format.FormatException;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A point in time as people give it: `now`, `+1h`, `2030-01-31 15:30`, `3pm`, `noon`, `tomorrow
/// 9am`, `9am monday`, `in 2 days`. Today and tomorrow begin at midnight, any other day has this
/// time of day when it is given without one; a time without a day is today's.
public final class TimeWords {
    private static final Pattern CLOCK =
            Pattern.compile("(\\d{1,2})(?::(\\d{2})(?::(\\d{2}))?)? ?([ap]m?)?");
    private static final List<String> NUMBERS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
    private static final Pattern SPAN =
            Pattern.compile(
                    "(in )?(\\d{1,6}|an?|half an|"
                            + String.join("|", NUMBERS)
                            + ") ?(s|sec(?:ond)?|m|min(?:ute)?|h|hour|d|day|w|week|month|year)s?"
                            + "( from now| ago)?");
    private static final int HALF_AN_HOUR = 30;
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
        Matcher span = SPAN.matcher(words);
        if (span.matches()) {
            return away(span, now.truncatedTo(ChronoUnit.SECONDS));
        }
        return dayAndTime(words, now)
                .orElseThrow(() -> new FormatException("Invalid datetime: \"" + text + "\""));
    }

    /// Seconds since the epoch as Python writes them.
    public static String timestamp(ZonedDateTime time) {
        return PythonJson.number(
                time.toEpochSecond() + time.get(ChronoField.MICRO_OF_SECOND) / 1e6);
    }

    private static ZonedDateTime away(Matcher span, ZonedDateTime now) {
        boolean isPast = " ago".equals(span.group(4));
        String number = span.group(2);
        if (number.equals("half an")) {
            return isPast ? now.minusMinutes(HALF_AN_HOUR) : now.plusMinutes(HALF_AN_HOUR);
        }
        long count = number.startsWith("a") ? 1 : NUMBERS.indexOf(number) + 1;
        count = count > 0 ? count : Long.parseLong(number);
        return now.plus(isPast ? -count : count, unit(span.group(3)));
    }

    private static ChronoUnit unit(String word) {
        return switch (word) {
            case "s", "sec", "second" -> ChronoUnit.SECONDS;
            case "m", "min", "minute" -> ChronoUnit.MINUTES;
            case "h", "hour" -> ChronoUnit.HOURS;
            case "d", "day" -> ChronoUnit.DAYS;
            case "w", "week" -> ChronoUnit.WEEKS;
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
        Optional<DayWords> day = DayWords.parse(words, today);
        if (day.isPresent()) {
            LocalTime time =
                    day.get().atMidnight()
                            ? LocalTime.MIDNIGHT
                            : now.toLocalTime().truncatedTo(ChronoUnit.SECONDS);
            return day.map(found -> ZonedDateTime.of(found.date(), time, now.getZone()));
        }
        for (int space = words.indexOf(' '); space > 0; space = words.indexOf(' ', space + 1)) {
            String first = words.substring(0, space);
            String second = words.substring(space + 1);
            Optional<ZonedDateTime> both =
                    both(first, second.startsWith("at ") ? second.substring(3) : second, now)
                            .or(() -> both(second.replaceFirst("^on ", ""), first, now));
            if (both.isPresent()) {
                return both;
            }
        }
        return Optional.empty();
    }

    private static Optional<ZonedDateTime> both(String day, String time, ZonedDateTime now) {
        return DayWords.parse(day, now.toLocalDate())
                .flatMap(
                        found ->
                                clock(time)
                                        .map(
                                                at ->
                                                        ZonedDateTime.of(
                                                                found.date(), at, now.getZone())));
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
