package fluxj.overlay.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;

import java.time.Duration;

/// The two `[tbon]` keys that may change while a broker runs (spec broker 3.2).
final class TorpidConfig {
    private TorpidConfig() {}

    /// The settings with what the configuration object says of torpidity.
    ///
    /// @throws FluxException EINVAL with flux-core's text
    static OverlaySettings apply(JsonObject config, OverlaySettings now) {
        JsonObject tbon = config.object("tbon").orElse(JsonObject.EMPTY);
        Duration min = duration(tbon, "torpid_min", now.torpidMin());
        Duration max = duration(tbon, "torpid_max", now.torpidMax());
        if (min.isZero()) {
            throw invalid("tbon.torpid_min must be nonzero");
        }
        if (!max.isZero() && max.compareTo(min) <= 0) {
            throw invalid(
                    tbon.get("torpid_min").isPresent()
                            ? "tbon.torpid_min must be less than torpid_max"
                            : "tbon.torpid_max must be greater than torpid_min");
        }
        return now.withTorpid(min, max);
    }

    private static Duration duration(JsonObject tbon, String key, Duration now) {
        if (tbon.get(key).isEmpty()) {
            return now;
        }
        String text =
                tbon.text(key)
                        .orElseThrow(
                                () -> invalid("Config file error [tbon]: Expected string: " + key));
        try {
            return Fsd.parse(text).toDuration();
        } catch (FormatException _) {
            throw invalid("Config file error parsing tbon." + key);
        }
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }
}
