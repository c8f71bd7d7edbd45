package fluxj.shell.spi;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonValue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/// How many bytes of a stream a job may put into the KVS.
///
/// @param text as the user or the default says it, such as `10M`
public record KvsLimit(String text, long bytes) {
    private static final String UNITS = "KMGTPE";
    private static final int DIGITS = 8;

    /// Reads the option of that name.
    ///
    /// @param given a number of bytes, or a text with a unit that counts in 1024
    /// @param most what it may be
    /// @throws FluxException EINVAL `Invalid KVS NAME=…`
    public static KvsLimit of(String name, Optional<JsonValue> given, String otherwise, long most) {
        if (given.isEmpty()) {
            return new KvsLimit(otherwise, parse(otherwise));
        }
        KvsLimit limit =
                switch (given.get()) {
                    case JsonValue.Whole(long bytes) -> new KvsLimit(show(bytes), bytes);
                    case JsonValue.Text(String text) -> new KvsLimit(text, parse(text));
                    case JsonValue _ ->
                            throw new FluxException(
                                    Errno.EINVAL, "Unable to convert " + name + " to string");
                };
        if (limit.bytes <= 0 || limit.bytes > most) {
            throw new FluxException(
                    Errno.EINVAL,
                    "Invalid KVS "
                            + name
                            + "="
                            + (given.get() instanceof JsonValue.Text(String text)
                                    ? text
                                    : given.get().toString()));
        }
        return limit;
    }

    /// -1 for what is no size.
    private static long parse(String text) {
        int end = text.length();
        long unit = 1;
        if (end > 0) {
            int power = UNITS.indexOf(Character.toUpperCase(text.charAt(end - 1)));
            boolean small = Character.isLowerCase(text.charAt(end - 1));
            if (power >= 0 && (!small || power == 0)) {
                unit = 1L << (10 * (power + 1));
                end--;
            }
        }
        try {
            BigDecimal size =
                    new BigDecimal(text.substring(0, end)).multiply(BigDecimal.valueOf(unit));
            return size.signum() < 0 ? -1 : size.longValue();
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// A number of bytes in the largest unit that fits, such as `1.5M`.
    public static String show(long bytes) {
        BigDecimal value = BigDecimal.valueOf(bytes);
        int power = 0;
        while (value.compareTo(BigDecimal.valueOf(1024)) >= 0) {
            value = value.divide(BigDecimal.valueOf(1024), MathContext.DECIMAL64);
            power++;
        }
        String number = value.round(new MathContext(DIGITS)).stripTrailingZeros().toPlainString();
        return power == 0 ? number : number + UNITS.charAt(power - 1);
    }
}
