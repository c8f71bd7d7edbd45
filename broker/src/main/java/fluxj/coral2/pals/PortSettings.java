package fluxj.coral2.pals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// How a distributor was loaded (spec coral2 2.2).
///
/// @param isRangeGiven false when the range is the default for want of another
record PortSettings(
        int min, int max, boolean isRangeGiven, PortVersion version, Exhaustion exhaustion) {
    /// What happens to a job for which no ports are left (`on-exhaustion`).
    enum Exhaustion {
        /// It starts without, and is told so.
        START,
        /// It waits in a prolog action until ports come back.
        HOLD,
        /// It ends by an exception.
        EXCEPTION
    }

    private static final int DEFAULT_MIN = 11_000;
    private static final int DEFAULT_MAX = 12_000;
    private static final int LOWEST = 1024;
    private static final int HIGHEST = 65_536;
    private static final int FEWEST = 50;

    /// Reads them.
    ///
    /// @param named the version whose name it was loaded by
    /// @throws FluxException EINVAL for a range that is none, and a word that nobody knows
    static PortSettings of(JsonObject conf, PortVersion named) {
        Optional<Long> min = conf.whole("port-min");
        Optional<Long> max = conf.whole("port-max");
        boolean given = min.isPresent() && max.isPresent();
        long from = given ? min.orElseThrow() : DEFAULT_MIN;
        long to = given ? max.orElseThrow() : DEFAULT_MAX;
        if (from < LOWEST || to < LOWEST || to > HIGHEST) {
            throw new FluxException(Errno.EINVAL, "invalid port min/max");
        }
        if (to - from < FEWEST) {
            throw new FluxException(Errno.EINVAL, "Not enough ports specified: " + (to - from));
        }
        return new PortSettings(
                (int) from, (int) to, given, version(conf, named), exhaustion(conf));
    }

    private static PortVersion version(JsonObject conf, PortVersion named) {
        Optional<JsonValue> event = conf.get("event");
        if (event.isEmpty()) {
            return named;
        }
        return conf.text("event")
                .flatMap(PortVersion::ofEvent)
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.EINVAL,
                                        "event must be "
                                                + PortVersion.NEWEST.event()
                                                + " or "
                                                + PortVersion.OLD.event()));
    }

    private static Exhaustion exhaustion(JsonObject conf) {
        if (conf.get("on-exhaustion").isEmpty()) {
            return Exhaustion.START;
        }
        return switch (conf.text("on-exhaustion").orElse("")) {
            case "start" -> Exhaustion.START;
            case "hold" -> Exhaustion.HOLD;
            case "exception" -> Exhaustion.EXCEPTION;
            default ->
                    throw new FluxException(
                            Errno.EINVAL, "on-exhaustion must be start, hold or exception");
        };
    }
}
