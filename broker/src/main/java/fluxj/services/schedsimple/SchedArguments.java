package fluxj.services.schedsimple;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.service.Severity;
import fluxj.services.schedsimple.pool.Fit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The arguments of the module.
///
/// @param depth how many requests it wants at a time; absent: all
/// @param level the least severe lines that it logs
/// @param fit which nodes jobs get
/// @param partialOk false when it does not want to hear of jobs that gave back a part
record SchedArguments(Optional<Integer> depth, Severity level, Fit fit, boolean partialOk) {
    private static final int DEPTH = 8;
    private static final String UNLIMITED = "unlimited";

    /// @throws FluxException EINVAL with flux-core's text
    static SchedArguments of(List<String> words) {
        SchedArguments read =
                new SchedArguments(Optional.of(DEPTH), Severity.INFO, Fit.WORST, true);
        for (String word : words) {
            read = read.with(word);
        }
        return read;
    }

    private SchedArguments with(String word) {
        int at = word.indexOf('=');
        String name = at < 0 ? word : word.substring(0, at);
        String value = at < 0 ? "" : word.substring(at + 1);
        return switch (name) {
            case "queue-depth" -> withDepth(queueDepth(value));
            case "mode" -> withDepth(mode(word, value));
            case "log-level" -> new SchedArguments(depth, level(value), fit, partialOk);
            case "alloc-mode" -> new SchedArguments(depth, level, fit(value), partialOk);
            case "test-hello-nopartial" -> new SchedArguments(depth, level, fit, false);
            case "pool-class" ->
                    throw invalid("pool-class='" + value + "': could not load pool class");
            default -> throw unknown(word);
        };
    }

    private SchedArguments withDepth(Optional<Integer> changed) {
        return new SchedArguments(changed, level, fit, partialOk);
    }

    private static Optional<Integer> queueDepth(String value) {
        return value.equals(UNLIMITED)
                ? Optional.empty()
                : Optional.of(
                        positive(
                                value,
                                "queue-depth='"
                                        + value
                                        + "' is invalid: expected a positive integer or"
                                        + " 'unlimited'"));
    }

    private static Optional<Integer> mode(String word, String value) {
        String limited = "limited=";
        if (value.equals(UNLIMITED)) {
            return Optional.empty();
        }
        if (!value.startsWith(limited)) {
            throw unknown(word);
        }
        String limit = value.substring(limited.length());
        return Optional.of(
                positive(limit, "mode=limited= requires a positive integer, got '" + limit + "'"));
    }

    private static int positive(String text, String complaint) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, as any other number is.
        }
        throw invalid(complaint);
    }

    private static Severity level(String name) {
        for (Severity each : Severity.values()) {
            if (each.word().equals(name.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw invalid(
                "log-level='"
                        + name
                        + "' is invalid: expected one of emerg, alert, crit, err, warning, notice,"
                        + " info, debug");
    }

    private static Fit fit(String name) {
        return switch (name) {
            case "worst-fit" -> Fit.WORST;
            case "best-fit" -> Fit.BEST;
            case "first-fit" -> Fit.FIRST;
            default ->
                    throw invalid(
                            "alloc-mode='"
                                    + name
                                    + "' is invalid: expected worst-fit, best-fit or first-fit");
        };
    }

    private static FluxException unknown(String word) {
        return invalid(
                "unknown argument '"
                        + word
                        + "': built-in options are queue-depth, log-level, alloc-mode");
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    /// The depth as it was written.
    String shownDepth() {
        return depth.map(String::valueOf).orElse(UNLIMITED);
    }
}
