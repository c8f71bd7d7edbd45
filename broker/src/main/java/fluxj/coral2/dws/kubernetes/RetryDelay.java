package fluxj.coral2.dws.kubernetes;

import fluxj.reactor.Reactor;

import java.time.Duration;

/// How long to wait for an API that fails: as long as the first time, or twice as long as the last
/// time when it fails again within five seconds of having been tried again (spec coral2 4.3.1).
final class RetryDelay {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Reactor reactor;
    private final Duration first;
    private Duration last = Duration.ZERO;
    private long lastNanos;

    RetryDelay(Reactor reactor, Duration first) {
        this.reactor = reactor;
        this.first = first;
    }

    Duration next() {
        long now = reactor.nanoTime();
        boolean again = !last.isZero() && now - lastNanos <= last.plus(GRACE).toNanos();
        last = again ? shorter(last.multipliedBy(2), LONGEST) : first;
        lastNanos = now;
        return last;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
