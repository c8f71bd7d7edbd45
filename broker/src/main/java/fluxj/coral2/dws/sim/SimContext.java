package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.sim.allocation.RabbitSpace;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What all parts of the simulator share.
///
/// @param faults what goes wrong at present
/// @param space how much of the rabbits is free
/// @param disabled the hosts that SystemStatus says are disabled: nobody waits for them
/// @param delay how long each state takes
/// @param random for what chance decides
/// @param complain told what is wrong, a line each
record SimContext(
        Kubernetes kubernetes,
        Reactor reactor,
        WallClock clock,
        Faults faults,
        RabbitSpace space,
        Set<String> disabled,
        Duration delay,
        RandomGenerator random,
        Consumer<String> complain) {
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /// The time as objects say it, with microseconds.
    String now() {
        return MICRO_TIME.format(Instant.EPOCH.plus(clock.epochMicros(), ChronoUnit.MICROS));
    }

    /// The same in whole seconds.
    String nowSeconds() {
        return Instant.EPOCH
                .plus(clock.epochMicros(), ChronoUnit.MICROS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    /// True when nobody waits for a host.
    boolean isGivenUp(String host) {
        return disabled.contains(host) || faults.offline(host);
    }
}
