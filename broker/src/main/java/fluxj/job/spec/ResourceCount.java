package fluxj.job.spec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

/// How many of a resource a job asks for (RFC 14): a number, or a range of which a scheduler takes
/// as many as it can.
///
/// @param min the fewest, at least 1
/// @param max the most; [ResourceCount#UNBOUNDED] when there is no limit
/// @param isStepped true when not every number between them will do, such as only powers of two
public record ResourceCount(long min, long max, boolean isStepped) {
    /// A maximum that is none.
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /// A number, which is at least 1.
    ///
    /// @throws FluxException EINVAL with the schedulers' text
    public static ResourceCount of(long count) {
        if (count < 1) {
            throw invalid("integer count must be >= 1, got " + count);
        }
        return new ResourceCount(count, count, false);
    }

    /// Reads the count of a resource: a number, `{"min":2,"max":8,"operator":"*","operand":2}`, or
    /// as text `2-8:2:*`, `2+` or an idset.
    ///
    /// @throws FluxException EINVAL with the schedulers' text
    public static ResourceCount of(JsonValue json) {
        return switch (json) {
            case JsonValue.Whole(long count) -> of(count);
            case JsonValue.Text(String text) -> parse(text);
            case JsonObject range -> of(range);
            default -> throw invalid("a " + json.typeName() + " is no count");
        };
    }

    private static ResourceCount of(JsonObject range) {
        return stepped(
                range.whole("min").orElseThrow(() -> invalid("min must be an integer")),
                range.get("max").isEmpty()
                        ? UNBOUNDED
                        : range.whole("max").orElseThrow(() -> invalid("max must be an integer")),
                range.text("operator").orElse("+"),
                range.whole("operand").orElse(1L));
    }

    private static ResourceCount parse(String text) {
        String count = text.strip();
        if (count.startsWith("[") && count.endsWith("]")) {
            count = count.substring(1, count.length() - 1);
        }
        try {
            if (count.indexOf(',') >= 0) {
                Idset ids = Idset.parse(count);
                return new ResourceCount(
                        atLeastOne(ids.first().orElse(0)), ids.last().orElse(0), true);
            }
            String[] parts = count.split(":", -1);
            int dash = parts[0].indexOf('-');
            if (parts.length > 3 || (parts.length > 1 && dash < 0 && !parts[0].endsWith("+"))) {
                throw invalid("'" + text + "' is no range");
            }
            if (dash < 0 && !parts[0].endsWith("+")) {
                return of(Long.parseLong(count));
            }
            String min = parts[0].substring(0, dash < 0 ? parts[0].length() - 1 : dash);
            return stepped(
                    Long.parseLong(min),
                    dash < 0 ? UNBOUNDED : Long.parseLong(parts[0].substring(dash + 1)),
                    parts.length > 2 ? parts[2] : "+",
                    parts.length > 1 ? Long.parseLong(parts[1]) : 1);
        } catch (NumberFormatException | FormatException e) {
            throw invalid("'" + text + "' is no range");
        }
    }

    private static ResourceCount stepped(long min, long max, String operator, long operand) {
        atLeastOne(min);
        if (max < min) {
            throw invalid("max must be >= min, got max=" + max + " min=" + min);
        }
        boolean everyNumber = operator.equals("+") && operand == 1;
        if (max == UNBOUNDED && !everyNumber) {
            throw invalid(
                    "unbounded count with operator='"
                            + operator
                            + "' operand="
                            + operand
                            + " cannot be expanded to a finite set");
        }
        switch (operator) {
            case "+" -> {
                if (operand < 1) {
                    throw invalid("additive operator requires operand > 0, got " + operand);
                }
            }
            case "*", "^" -> {
                if (operand < 2) {
                    throw invalid(
                            "operator '" + operator + "' requires operand > 1, got " + operand);
                }
                if (operator.equals("^") && min < 2) {
                    throw invalid("operator '^' requires min >= 2, got " + min);
                }
            }
            default -> throw invalid("operator '" + operator + "' is not supported");
        }
        return new ResourceCount(min, max, !everyNumber);
    }

    private static long atLeastOne(long min) {
        if (min < 1) {
            throw invalid("min must be >= 1, got " + min);
        }
        return min;
    }

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, "RFC 14 count: " + why);
    }

    /// The count `factor` times.
    public ResourceCount times(long factor) {
        return times(new ResourceCount(factor, factor, false));
    }

    /// The count of all, when each of `others` has this many.
    public ResourceCount times(ResourceCount others) {
        return new ResourceCount(
                product(min, others.min),
                max == UNBOUNDED || others.max == UNBOUNDED ? UNBOUNDED : product(max, others.max),
                isStepped || others.isStepped);
    }

    /// True when one number only will do.
    public boolean isFixed() {
        return min == max;
    }

    private static long product(long left, long right) {
        try {
            return Math.multiplyExact(left, right);
        } catch (ArithmeticException e) {
            throw invalid("count is too large");
        }
    }
}
