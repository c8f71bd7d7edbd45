package fluxj.core.statemachine;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.service.Attributes;
import fluxj.service.Log;

import java.time.Duration;
import java.util.Optional;

/// The times and sizes that attributes give to the state machine (spec broker 5.2); each empty when
/// it is `none`.
///
/// @param quorum brokers that must be online before any of them runs
record Timeouts(
        int quorum,
        Optional<Duration> quorumWarn,
        Optional<Duration> shutdownWarn,
        Optional<Duration> shutdown,
        Optional<Duration> cleanup,
        Optional<Duration> sdStop,
        Optional<Duration> unloadBuiltins) {

    static final Duration GOODBYE = Duration.ofSeconds(60);

    /// Reads the attributes and sets those that are not set.
    ///
    /// @throws FluxException EINVAL naming the attribute
    static Timeouts of(Attributes attributes, int rank, int size, Log log) {
        return new Timeouts(
                quorum(attributes, rank, size, log),
                timeout(attributes, "broker.quorum-warn", "1m"),
                timeout(attributes, "broker.shutdown-warn", "1m"),
                timeout(attributes, "broker.shutdown-timeout", "none"),
                timeout(attributes, "broker.cleanup-timeout", "none"),
                timeout(attributes, "broker.sd-stop-timeout", "none"),
                timeout(attributes, "broker.unload-builtins-timeout", "1m"));
    }

    private static int quorum(Attributes attributes, int rank, int size, Log log) {
        String text = attributes.get("broker.quorum").orElse("");
        if (text.isEmpty()) {
            attributes.set("broker.quorum", Integer.toString(size));
            return size;
        }
        int legacy = text.equals("0-" + (size - 1)) ? size : text.equals("0") ? 1 : 0;
        if (legacy > 0) {
            if (rank == 0) {
                log.err("warning: broker.quorum is now a size - assuming " + legacy);
            }
            return legacy;
        }
        try {
            int quorum = Integer.parseInt(text);
            if (quorum >= 1 && quorum <= size) {
                return quorum;
            }
        } catch (NumberFormatException _) {
            // Falls through to the refusal.
        }
        throw refused("broker.quorum");
    }

    private static Optional<Duration> timeout(
            Attributes attributes, String name, String byDefault) {
        String text = attributes.get(name).orElse("");
        if (text.isEmpty()) {
            attributes.set(name, byDefault);
            text = byDefault;
        }
        if (text.equals("none")) {
            return Optional.empty();
        }
        try {
            Fsd parsed = Fsd.parse(text);
            return parsed.isInfinite() ? Optional.empty() : Optional.of(parsed.toDuration());
        } catch (FormatException _) {
            throw refused(name);
        }
    }

    private static FluxException refused(String name) {
        return new FluxException(Errno.EINVAL, "Error parsing " + name + " attribute");
    }
}
