package fluxj.shellplugins.doom;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellOptions;

import java.util.Optional;

/// The options `exit-timeout` and `exit-on-error`.
///
/// @param timeout seconds that tasks may go on after the first has ended; empty is for ever
/// @param onError true ends the job with the first task that fails
record ExitPolicy(Optional<Double> timeout, boolean onError) {
    private static final double DEFAULT_SECONDS = 30;

    /// @throws FluxException EINVAL for a time that is none
    static ExitPolicy of(ShellOptions options) {
        return new ExitPolicy(
                options.value("exit-timeout")
                        .map(ExitPolicy::seconds)
                        .orElse(Optional.of(DEFAULT_SECONDS)),
                options.has("exit-on-error"));
    }

    private static Optional<Double> seconds(JsonValue value) {
        double seconds =
                switch (value) {
                    case JsonValue.Whole(long number) -> number;
                    case JsonValue.Real(double number) -> number;
                    case JsonValue.Text(String text) -> {
                        if (text.equalsIgnoreCase("none")) {
                            yield Double.POSITIVE_INFINITY;
                        }
                        yield parse(text);
                    }
                    case JsonValue _ -> -1;
                };
        if (!(seconds >= 0)) {
            throw invalid();
        }
        return Double.isInfinite(seconds) ? Optional.empty() : Optional.of(seconds);
    }

    private static double parse(String text) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException e) {
            throw invalid();
        }
    }

    private static FluxException invalid() {
        return new FluxException(
                Errno.EINVAL, "exit-timeout is not a valid Flux Standard Duration");
    }
}
