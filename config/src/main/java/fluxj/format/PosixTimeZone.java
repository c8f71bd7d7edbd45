package fluxj.format;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A time zone as POSIX spells it in `TZ`: `EST5EDT,M3.2.0,M11.1.0`, with what the GNU C library
/// makes of the forms that the standard leaves open.
///
/// @param rules the offsets; switches are known for the years 1970 to 2199
/// @param standardName abbreviation in winter
/// @param summerName abbreviation in summer, the same where there is none
public record PosixTimeZone(ZoneRules rules, String standardName, String summerName) {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;
    private static final int HOUR = 3600;
    private static final int TWO_O_CLOCK = 2 * HOUR;

    /// What holds where a summer time has no rule of its own.
    private static final String USUAL_RULE = ",M3.2.0,M11.1.0";

    /// A moment at which another offset begins.
    record Switch(long second, ZoneOffset offset) {}

    /// One zone without switches.
    static PosixTimeZone fixed(ZoneOffset offset, String name) {
        return new PosixTimeZone(ZoneRules.of(offset), name, name);
    }

    /// Reads it. What cannot be read is universal time under the name that it starts with.
    public static PosixTimeZone parse(String text) {
        Reader reader = new Reader(text);
        String name = reader.name();
        Optional<ZoneOffset> standard = name.isEmpty() ? Optional.empty() : reader.offset();
        if (standard.isEmpty()) {
            return fixed(ZoneOffset.UTC, name);
        }
        String summerName = reader.name();
        if (summerName.isEmpty()) {
            return fixed(standard.get(), name);
        }
        int hourLater = Math.min(standard.get().getTotalSeconds() + HOUR, 18 * HOUR);
        ZoneOffset summer = reader.offset().orElse(ZoneOffset.ofTotalSeconds(hourLater));
        String rest = reader.rest();
        Reader days = new Reader(rest.isEmpty() || rest.equals(",") ? USUAL_RULE : rest);
        Optional<Day> begin = days.day();
        Optional<Day> end = days.day();
        if (begin.isEmpty() || end.isEmpty()) {
            return fixed(standard.get(), name);
        }
        List<Switch> switches = new ArrayList<>();
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            switches.add(new Switch(begin.get().second(year, standard.get()), summer));
            switches.add(new Switch(end.get().second(year, summer), standard.get()));
        }
        switches.sort(Comparator.comparingLong(Switch::second));
        return new PosixTimeZone(
                ZoneRules.of(
                        standard.get(),
                        standard.get(),
                        List.of(),
                        transitions(standard.get(), switches),
                        List.of()),
                name,
                summerName);
    }

    /// The switches that change something, as rules know them.
    static List<ZoneOffsetTransition> transitions(ZoneOffset first, List<Switch> switches) {
        List<ZoneOffsetTransition> transitions = new ArrayList<>();
        ZoneOffset before = first;
        for (Switch next : switches) {
            if (!next.offset().equals(before)) {
                transitions.add(
                        ZoneOffsetTransition.of(
                                LocalDateTime.ofEpochSecond(next.second(), 0, before),
                                before,
                                next.offset()));
                before = next.offset();
            }
        }
        return transitions;
    }

    /// The day of a year on which the clock is changed, and when.
    ///
    /// @param form `M` for a week's day of a month, `J` for a day without leap days, `D` with them
    private record Day(char form, int month, int week, int number, int time) {
        long second(int year, ZoneOffset before) {
            return date(year).atStartOfDay().toEpochSecond(before) + time;
        }

        private LocalDate date(int year) {
            return switch (form) {
                case 'M' -> {
                    DayOfWeek day = DayOfWeek.SUNDAY.plus(number);
                    LocalDate first = LocalDate.of(year, month, 1);
                    yield week == 5
                            ? first.with(TemporalAdjusters.lastInMonth(day))
                            : first.with(TemporalAdjusters.dayOfWeekInMonth(week, day));
                }
                case 'J' -> {
                    boolean afterLeapDay = Year.isLeap(year) && number >= 60;
                    yield LocalDate.ofYearDay(year, afterLeapDay ? number + 1 : number);
                }
                default -> LocalDate.of(year, 1, 1).plusDays(number);
            };
        }
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        private boolean take(char c) {
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        String rest() {
            return text.substring(at);
        }

        /// An abbreviation of at least three characters, or nothing.
        String name() {
            boolean quoted = at < text.length() && text.charAt(at) == '<';
            int from = quoted ? at + 1 : at;
            int to = from;
            while (to < text.length() && isOfName(text.charAt(to), quoted)) {
                to++;
            }
            boolean whole = !quoted || (to < text.length() && text.charAt(to) == '>');
            if (to - from < 3 || !whole) {
                return "";
            }
            at = quoted ? to + 1 : to;
            return text.substring(from, to);
        }

        private static boolean isOfName(char c, boolean quoted) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return letter || (quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'));
        }

        /// Hours west of Greenwich.
        Optional<ZoneOffset> offset() {
            return time().map(
                            west ->
                                    ZoneOffset.ofTotalSeconds(
                                            Math.clamp(-west, -18 * HOUR, 18 * HOUR)));
        }

        private Optional<Integer> time() {
            int start = at;
            int sign = take('-') ? -1 : 1;
            if (sign == 1) {
                take('+');
            }
            Optional<Integer> hours = number();
            if (hours.isEmpty()) {
                at = start;
                return Optional.empty();
            }
            int seconds = hours.get() * HOUR;
            if (take(':')) {
                seconds += number().orElse(0) * 60;
                if (take(':')) {
                    seconds += number().orElse(0);
                }
            }
            return Optional.of(sign * seconds);
        }

        private Optional<Integer> number() {
            int from = at;
            while (at < text.length() && at < from + 4 && Character.isDigit(text.charAt(at))) {
                at++;
            }
            return from == at
                    ? Optional.empty()
                    : Optional.of(Integer.parseInt(text.substring(from, at)));
        }

        Optional<Day> day() {
            if (!take(',')) {
                return Optional.empty();
            }
            char form = take('M') ? 'M' : take('J') ? 'J' : 'D';
            int month = form == 'M' ? number().orElse(0) : 0;
            int week = form == 'M' && take('.') ? number().orElse(0) : 0;
            boolean last = form != 'M' || take('.');
            int number = number().orElse(-1);
            int time = take('/') ? time().orElse(TWO_O_CLOCK) : TWO_O_CLOCK;
            boolean known =
                    switch (form) {
                        case 'M' ->
                                month >= 1 && month <= 12 && week >= 1 && week <= 5 && number <= 6;
                        case 'J' -> number >= 1 && number <= 365;
                        default -> number <= 365;
                    };
            return last && number >= 0 && known
                    ? Optional.of(new Day(form, month, week, number, time))
                    : Optional.empty();
        }
    }
}
