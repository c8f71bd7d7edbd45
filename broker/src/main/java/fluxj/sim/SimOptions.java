package fluxj.sim;

import java.time.Duration;

/// How to simulate.
///
/// @param seed all chance of a run
/// @param latency time a message takes over a link
/// @param encodeFrames whether messages go through the real codec, which finds shared state and
///   codec bugs and costs time
public record SimOptions(long seed, Duration latency, boolean encodeFrames) {
    /// Links of 100 µs, messages as they are.
    public static SimOptions seeded(long seed) {
        return new SimOptions(seed, Duration.ofNanos(100_000), false);
    }

    /// The same with messages through the codec.
    public SimOptions withFrames() {
        return new SimOptions(seed, latency, true);
    }
}
