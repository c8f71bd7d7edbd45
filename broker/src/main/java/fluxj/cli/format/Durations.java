package fluxj.cli.format;

/// Durations as Flux's Python writes them: below ten seconds in milliseconds, else in four digits.
public final class Durations {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;
    private static final int DAY = 86400;

    private Durations() {}

    /// The text of a duration in seconds.
    public static String of(double seconds) {
        if (Double.isInfinite(seconds)) {
            return "inf";
        }
        if (seconds < 1e-3) {
            return "0s";
        }
        if (seconds < 10) {
            return RealText.fixed(seconds, 3) + "s";
        }
        if (seconds < MINUTE) {
            return RealText.general(seconds, 4) + "s";
        }
        if (seconds < HOUR) {
            return RealText.general(seconds / MINUTE, 4) + "m";
        }
        return seconds < DAY
                ? RealText.general(seconds / HOUR, 4) + "h"
                : RealText.general(seconds / DAY, 4) + "d";
    }
}
