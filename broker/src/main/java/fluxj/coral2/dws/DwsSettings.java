package fluxj.coral2.dws;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How a plugin was loaded (spec coral2 4.2.1). Unlike with flux-coral2's, a timeout may be an
/// integer.
///
/// @param epilogTimeout seconds; 0 and less is none
/// @param complaint what is wrong with it, which is logged and no more
record DwsSettings(DwsVersion version, double epilogTimeout, Optional<String> complaint) {
    private static final String VERSION = "version";
    private static final String TIMEOUT = "epilog-timeout";
    private static final double LONGEST = Duration.ofDays(36_500).toSeconds();

    /// Reads them.
    ///
    /// @throws FluxException EINVAL for a version that is none
    static DwsSettings of(JsonObject conf) {
        DwsVersion version = version(conf.get(VERSION));
        if (conf.keys().isEmpty()) {
            return new DwsSettings(version, 0, Optional.of("No plugin conf set"));
        }
        return switch (conf.get(TIMEOUT).orElse(JsonValue.of(0L))) {
            case JsonValue.Real(double seconds) ->
                    new DwsSettings(version, seconds, Optional.empty());
            case JsonValue.Whole(long seconds) ->
                    new DwsSettings(version, seconds, Optional.empty());
            case JsonValue other ->
                    new DwsSettings(
                            version,
                            0,
                            Optional.of("unpack error: Expected real, got " + other.typeName()));
        };
    }

    /// A command line makes a number of it.
    private static DwsVersion version(Optional<JsonValue> given) {
        if (given.isEmpty()) {
            return DwsVersion.NEWEST;
        }
        String word =
                given.get() instanceof JsonValue.Text(String text) ? text : given.get().toString();
        return DwsVersion.named(word)
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.EINVAL,
                                        "dws: "
                                                + VERSION
                                                + " must be "
                                                + DwsVersion.NEWEST.word()
                                                + " or "
                                                + DwsVersion.SEED.word()));
    }

    /// How long an epilog may still last.
    ///
    /// @param lasted for how many seconds it has been under way
    /// @return empty when there is no limit
    Optional<Duration> left(double lasted) {
        if (!(epilogTimeout > 0)) {
            return Optional.empty();
        }
        double left = Math.clamp(epilogTimeout - lasted, 0, LONGEST);
        return Optional.of(Duration.ofNanos((long) (left * 1e9)));
    }

    /// What is logged at the load.
    String summary() {
        return String.format(Locale.ROOT, "dws: epilog timeout = %.3fs", epilogTimeout);
    }

    JsonObject json() {
        return JsonObject.of(VERSION, JsonValue.of(version.word()))
                .with(TIMEOUT, JsonValue.of(epilogTimeout));
    }
}
