package fluxj.platform;

/// The time of day; virtual in the simulator. Durations are measured with the reactor instead.
public interface WallClock {
    /// Microseconds since 1970-01-01T00:00:00Z.
    long epochMicros();

    /// Seconds since 1970 as Flux writes them, microseconds in the fraction.
    default double epochSeconds() {
        return epochMicros() / 1e6;
    }
}
