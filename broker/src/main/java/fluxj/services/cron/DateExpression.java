package fluxj.services.cron;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A set of local times, by the values that each unit may have.
record DateExpression(Map<TimeUnit, Idset> units) {
    /// Farther into the future nobody looks.
    private static final int YEARS_AHEAD = 2;

    private static final int FIRST_YEAR = 1900;

    /// Reads an object of units; those it does not name may have any value.
    ///
    /// @throws FluxException EPROTO, EINVAL or ERANGE
    static DateExpression of(JsonValue args) {
        if (!(args instanceof JsonObject object)) {
            throw new FluxException(Errno.EPROTO, "args: expected an object");
        }
        Map<TimeUnit, Idset> units = new EnumMap<>(TimeUnit.class);
        for (TimeUnit unit : TimeUnit.values()) {
            Optional<JsonValue> value = object.get(unit.word());
            units.put(unit, value.isEmpty() ? unit.all() : values(unit, value.get()));
        }
        return new DateExpression(units);
    }

    private static Idset values(TimeUnit unit, JsonValue value) {
        if (value instanceof JsonValue.Text(String range)) {
            return unit.parse(range);
        }
        if (value instanceof JsonValue.Whole(long number)) {
            return unit.only(number);
        }
        throw new FluxException(
                Errno.EPROTO, unit.word() + ": expected a string or a whole number");
    }

    /// The first such time after `now`, to the second, unless there is none for two years.
    Optional<Instant> next(Instant now, ZoneId zone) {
        LocalDateTime start =
                LocalDateTime.ofInstant(now, zone).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        LocalDateTime limit = start.plusYears(YEARS_AHEAD);
        LocalDateTime at = start;
        while (!at.isAfter(limit)) {
            LocalDateTime better = advance(at);
            if (better.equals(at)) {
                ZonedDateTime found = at.atZone(zone);
                return Optional.of(
                        found.toInstant().isAfter(now)
                                ? found.toInstant()
                                : found.withLaterOffsetAtOverlap().toInstant());
            }
            at = better;
        }
        return Optional.empty();
    }

    /// The same time when it is in the set; else a later one, not later than the next in the set.
    private LocalDateTime advance(LocalDateTime at) {
        if (!has(TimeUnit.YEAR, at.getYear() - FIRST_YEAR)) {
            return LocalDate.of(at.getYear() + 1, 1, 1).atStartOfDay();
        }
        if (!has(TimeUnit.MONTH, at.getMonthValue() - 1)) {
            return at.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay();
        }
        if (!has(TimeUnit.MDAY, at.getDayOfMonth())
                || !has(TimeUnit.WEEKDAY, at.getDayOfWeek().getValue() % 7)) {
            return at.toLocalDate().plusDays(1).atStartOfDay();
        }
        if (!has(TimeUnit.HOUR, at.getHour())) {
            return at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        }
        if (!has(TimeUnit.MINUTE, at.getMinute())) {
            return at.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        }
        if (has(TimeUnit.SECOND, at.getSecond())) {
            return at;
        }
        OptionalInt second = set(TimeUnit.SECOND).next(at.getSecond());
        return second.isPresent() && second.getAsInt() < 60
                ? at.withSecond(second.getAsInt())
                : at.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    }

    private Idset set(TimeUnit unit) {
        return units.getOrDefault(unit, Idset.EMPTY);
    }

    private boolean has(TimeUnit unit, int value) {
        return set(unit).contains(value);
    }

    /// Adds each unit's values as text.
    void addTo(JsonObject.Builder json) {
        units.forEach((unit, values) -> json.put(unit.word(), values.toString()));
    }
}
