package fluxj.sim;

import fluxj.format.Idset;

import java.time.Duration;
import java.util.List;

/// How to simulate.
///
/// @param seed all chance of a run
/// @param latency time a message takes over a link
/// @param encodeFrames whether messages go through the real codec, which finds shared state and
///   codec bugs and costs time
public record SimOptions(long seed, Duration latency, boolean encodeFrames) {
    /// The system property that says which seeds scenarios run over: an idset such as `17` or
    /// `1-500`.
    public static final String SEEDS = "fluxj.seeds";

    /// Links of 100 µs, messages as they are.
    public static SimOptions seeded(long seed) {
        return new SimOptions(seed, Duration.ofNanos(100_000), false);
    }

    /// The same with messages through the codec.
    public SimOptions withFrames() {
        return new SimOptions(seed, latency, true);
    }

    /// The seeds that [#SEEDS] asks for, or the first few of all.
    public static List<Long> seeds(int usual) {
        String asked = System.getProperty(SEEDS, "");
        Idset seeds = asked.isEmpty() ? Idset.range(1, usual) : Idset.parse(asked);
        return seeds.stream().asLongStream().boxed().toList();
    }
}
