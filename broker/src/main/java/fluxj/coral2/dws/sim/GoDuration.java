package fluxj.coral2.dws.sim;

import java.math.BigDecimal;
import java.time.Duration;

/// Durations as Go prints them, such as `301.414ms` or `1m2.5s`.
final class GoDuration {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long SECONDS_PER_MINUTE = 60;

    private GoDuration() {}

    static String of(Duration duration) {
        long nanos = Math.max(0, duration.toNanos());
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        if (nanos < MILLI) {
            return quotient(nanos, MICRO) + "µs";
        }
        if (nanos < SECOND) {
            return quotient(nanos, MILLI) + "ms";
        }
        long minutes = nanos / SECOND / SECONDS_PER_MINUTE;
        String seconds = quotient(nanos - minutes * SECONDS_PER_MINUTE * SECOND, SECOND) + "s";
        if (minutes == 0) {
            return seconds;
        }
        long hours = minutes / SECONDS_PER_MINUTE;
        String rest = minutes % SECONDS_PER_MINUTE + "m" + seconds;
        return hours == 0 ? rest : hours + "h" + rest;
    }

    private static String quotient(long nanos, long unit) {
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
