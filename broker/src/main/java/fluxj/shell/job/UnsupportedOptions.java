package fluxj.shell.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellOptions;

import java.util.List;

/// What flux-core's shell does and this one does not: a job that would do something else without it
/// is refused (spec services 15.10).
public final class UnsupportedOptions {
    /// Options without which tasks would do something else.
    private static final List<String> REFUSED = List.of("coprocess");

    private static final String WAY_OUT =
            ": name flux-core's shell as job shell ([exec] job-shell) to run this job";

    private UnsupportedOptions() {}

    /// Looks for options that cannot be left out.
    ///
    /// @throws FluxException ENOTSUP for an option that the job cannot do without
    public static void check(ShellJobspec jobspec) {
        ShellOptions options = jobspec.options();
        for (String name : REFUSED) {
            if (options.value(name).filter(UnsupportedOptions::isOn).isPresent()) {
                throw refusal("shell option " + name);
            }
        }
        if (options.text("mpi").orElse("none").startsWith("spectrum")) {
            throw refusal("shell option mpi=" + options.text("mpi").orElse(""));
        }
        checkDuration(options, "coprocess-kill-timeout");
    }

    /// A time of something that is not there has no effect, but has to be one.
    private static void checkDuration(ShellOptions options, String name) {
        try {
            options.text(name).ifPresent(Fsd::parse);
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "invalid shell option " + name + ": " + e.getMessage());
        }
    }

    private static FluxException refusal(String what) {
        return new FluxException(
                Errno.EOPNOTSUPP, what + " is not supported by this shell" + WAY_OUT);
    }

    private static boolean isOn(JsonValue value) {
        return switch (value) {
            case JsonValue.Whole(long number) -> number != 0;
            case JsonValue.Bool(boolean truth) -> truth;
            case JsonValue.Text(String text) -> !text.equals("off");
            case JsonObject _, JsonArray _, JsonValue.Real _ -> true;
            case JsonValue.Null _ -> false;
        };
    }
}
