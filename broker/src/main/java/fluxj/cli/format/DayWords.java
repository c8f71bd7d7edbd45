package fluxj.cli.format;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A day as people give it: `yesterday`, `monday`, `last friday`, `next week`, `2030-01-31`,
/// `1/31/2030`, `jan 31`, `31 jan 2030`. `last` and `next` are of the weeks before and after this
/// one, which begins on Monday; a month's day without a year is the next that comes.
///
/// @param atMidnight it begins then; other days have the time of day that it is now
record DayWords(LocalDate date, boolean atMidnight) {
    private static final Pattern YEAR_FIRST =
            Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})");
    private static final Pattern MONTH_FIRST =
            Pattern.compile("(\\d{1,2})[-/](\\d{1,2})(?:[-/](\\d{4}|\\d{2}))?");
    private static final Pattern NAMED =
            Pattern.compile("([a-z]+)\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?");
    private static final Pattern DAY_FIRST =
            Pattern.compile("(\\d{1,2})(?:st|nd|rd|th)? ([a-z]+)\\.?(?:,? (\\d{4}))?");
    private static final Pattern RELATIVE = Pattern.compile("(last|this|next) ([a-z]+)");
    private static final int CENTURY = 2000;
    private static final int WEEK = 7;

    /// The day of such words, which are lower case.
    static Optional<DayWords> parse(String words, LocalDate today) {
        return switch (words) {
            case "today" -> Optional.of(new DayWords(today, true));
            case "tomorrow" -> Optional.of(new DayWords(today.plusDays(1), true));
            case "yesterday" -> Optional.of(new DayWords(today.minusDays(1), true));
            default -> {
                Matcher relative = RELATIVE.matcher(words);
                yield relative.matches()
                        ? relative(relative.group(1), relative.group(2), today)
                                .map(date -> new DayWords(date, true))
                        : date(words, today).map(date -> new DayWords(date, false));
            }
        };
    }

    private static Optional<DayOfWeek> weekday(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            if (name.equals(word) || name.substring(0, 3).equals(word)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private static Optional<LocalDate> relative(String which, String what, LocalDate today) {
        int by =
                switch (which) {
                    case "last" -> -1;
                    case "next" -> 1;
                    default -> 0;
                };
        Optional<DayOfWeek> weekday = weekday(what);
        if (weekday.isPresent()) {
            LocalDate day = today.with(weekday.get());
            return Optional.of(by < 0 && day.isBefore(today) ? day : day.plusWeeks(by));
        }
        if (by == 0) {
            return Optional.empty();
        }
        return switch (what) {
            case "week" -> Optional.of(today.plusDays((long) by * WEEK));
            case "month" -> Optional.of(today.plusMonths(by).withDayOfMonth(1));
            case "year" -> Optional.of(today.plusYears(by).withDayOfYear(1));
            default -> Optional.empty();
        };
    }

    private static Optional<LocalDate> date(String words, LocalDate today) {
        Optional<DayOfWeek> weekday = weekday(words);
        if (weekday.isPresent()) {
            return Optional.of(today.with(TemporalAdjusters.next(weekday.get())));
        }
        Matcher parts = YEAR_FIRST.matcher(words);
        if (parts.matches()) {
            return valid(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)));
        }
        parts = MONTH_FIRST.matcher(words);
        if (parts.matches()) {
            return inYear(
                    parts.group(3),
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    today);
        }
        parts = NAMED.matcher(words);
        if (parts.matches()) {
            return inYear(
                    parts.group(3), month(parts.group(1)), Integer.parseInt(parts.group(2)), today);
        }
        parts = DAY_FIRST.matcher(words);
        return parts.matches()
                ? inYear(
                        parts.group(3),
                        month(parts.group(2)),
                        Integer.parseInt(parts.group(1)),
                        today)
                : Optional.empty();
    }

    /// The number of a month's name, whole or its first three letters; 0 for another word.
    private static int month(String word) {
        for (Month month : Month.values()) {
            String name = month.name().toLowerCase(Locale.ROOT);
            if (name.equals(word) || name.substring(0, 3).equals(word)) {
                return month.getValue();
            }
        }
        return 0;
    }

    private static Optional<LocalDate> inYear(
            @Nullable String year, int month, int day, LocalDate today) {
        if (year != null) {
            int number = Integer.parseInt(year);
            return valid(year.length() == 2 ? CENTURY + number : number, month, day);
        }
        return valid(today.getYear(), month, day)
                .map(date -> date.isBefore(today) ? date.plusYears(1) : date);
    }

    private static Optional<LocalDate> valid(int year, int month, int day) {
        try {
            return Optional.of(LocalDate.of(year, month, day));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
