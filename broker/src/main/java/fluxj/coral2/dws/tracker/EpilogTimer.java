package fluxj.coral2.dws.tracker;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;
import java.util.OptionalDouble;

/// The plugin's `epilog-timeout` (spec coral2 4.2.1, 4.2.8): so long after the beginning of the
/// epilog the plugin gives it up by itself.
///
/// @param seconds 0 and less for no timeout; empty when nobody says
public record EpilogTimer(OptionalDouble seconds) {
    /// Nobody says.
    public static final EpilogTimer UNKNOWN = new EpilogTimer(OptionalDouble.empty());

    private static final String KEY = "epilog-timeout";

    /// What a plugin tells of itself.
    static EpilogTimer ofPlugin(JsonObject info) {
        return new EpilogTimer(number(info.get(KEY)));
    }

    /// What the configuration of an instance says: of its `[job-manager]` plugins, the one whose
    /// file is `dws-jobtap`.
    static EpilogTimer ofConfig(JsonObject config) {
        JsonArray plugins =
                config.object("job-manager")
                        .flatMap(table -> table.array("plugins"))
                        .orElse(JsonArray.EMPTY);
        for (JsonValue each : plugins) {
            if (each instanceof JsonObject plugin && isOurs(plugin.text("load").orElse(""))) {
                return new EpilogTimer(
                        OptionalDouble.of(
                                number(plugin.object("conf").flatMap(conf -> conf.get(KEY)))
                                        .orElse(0)));
            }
        }
        return UNKNOWN;
    }

    private static boolean isOurs(String load) {
        String file = load.substring(load.lastIndexOf('/') + 1);
        return file.equals("dws-jobtap.so") || file.equals("dws-jobtap") || file.equals("dws");
    }

    private static OptionalDouble number(Optional<JsonValue> value) {
        return switch (value.orElse(JsonValue.of(""))) {
            case JsonValue.Real(double real) -> OptionalDouble.of(real);
            case JsonValue.Whole(long whole) -> OptionalDouble.of((double) whole);
            case JsonValue _ -> OptionalDouble.empty();
        };
    }

    /// True when it is certain that there is no timeout.
    public boolean isOff() {
        return seconds.isPresent() && seconds.getAsDouble() <= 0;
    }

    /// When it ends the epilog of a job, in seconds since the epoch; empty when it does not, or
    /// nobody knows.
    public OptionalDouble fires(JobHistory job) {
        return seconds.isPresent() && !isOff() && job.epilog().isPresent()
                ? OptionalDouble.of(job.epilog().get().since() + seconds.getAsDouble())
                : OptionalDouble.empty();
    }
}
