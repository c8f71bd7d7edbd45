package fluxj.services.cron;

import java.time.Duration;

/// Durations of a timer.
final class TimerDuration {
    /// Ten years.
    static final double LONGEST_SECONDS = 10 * 365 * 86_400.0;

    static final double NANOS = 1e9;

    private TimerDuration() {}

    static Duration of(double seconds) {
        return Duration.ofNanos((long) (Math.clamp(seconds, 0, LONGEST_SECONDS) * NANOS));
    }
}
