package fluxj.services.cron;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;

import java.util.Locale;

/// One unit of a date expression, with C's numbers: months from 0, years from 1900, weekdays from
/// Sunday.
enum TimeUnit {
    SECOND("second", 0, 60, ""),
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    MDAY("mday", 1, 31, ""),
    MONTH(
            "month",
            0,
            11,
            "january february march april may june july"
                    + " august september october november december"),
    YEAR("year", 0, 1100, ""),
    WEEKDAY("weekday", 0, 6, "sunday monday tuesday wednesday thursday friday saturday");

    private final String word;
    private final int min;
    private final int max;

    /// What the values from 0 on are called, when they have names.
    private final String names;

    TimeUnit(String word, int min, int max, String names) {
        this.word = word;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    /// Its name in a request.
    String word() {
        return word;
    }

    /// Every value it can have.
    Idset all() {
        return Idset.range(min, max);
    }

    /// One value.
    ///
    /// @throws FluxException ERANGE when it cannot have it
    Idset only(long value) {
        if (value < min || value > max) {
            throw new FluxException(Errno.ERANGE, word + ": " + value + " is out of range");
        }
        return Idset.of((int) value);
    }

    /// Reads ranges such as `1-5`, `*/10`, `0,30`, `mon-fri`.
    ///
    /// @throws FluxException EINVAL, or ERANGE for values it cannot have
    Idset parse(String text) {
        Idset.Builder set = Idset.builder();
        for (String part : text.split(",", -1)) {
            if (!part.isEmpty()) {
                addRange(set, part);
            }
        }
        return set.build();
    }

    private void addRange(Idset.Builder set, String part) {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int stride = slash < 0 ? 1 : number(part.substring(slash + 1), part);
        if (stride < 1) {
            throw invalid(part);
        }
        int low;
        int high;
        int dash = range.indexOf('-');
        if (range.equals("*")) {
            low = min;
            high = max;
        } else if (dash >= 0) {
            low = value(range.substring(0, dash));
            high = value(range.substring(dash + 1));
        } else {
            low = value(range);
            high = low;
        }
        if (low > high) {
            throw invalid(part);
        }
        for (int i = low; i <= high; i += stride) {
            set.add(i);
        }
    }

    private int value(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int index = 0;
        for (String name : names.split(" ", -1)) {
            if (!lower.isEmpty() && name.startsWith(lower)) {
                return index;
            }
            index++;
        }
        int value = number(text, text);
        if (value < min || value > max) {
            throw new FluxException(Errno.ERANGE, word + ": " + text + " is out of range");
        }
        return value;
    }

    private int number(String text, String shown) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException _) {
            throw invalid(shown);
        }
    }

    private FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, word + ": invalid range '" + text + "'");
    }
}
