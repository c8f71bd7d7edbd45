package fluxj.shellplugins.input;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonValue;
import fluxj.shell.spi.KvsLimit;
import fluxj.shell.spi.ShellOptions;

import java.time.Duration;
import java.util.Optional;

/// The option `input`.
///
/// @param file where standard input comes from; empty is whoever sends it to the leader
/// @param limit of what may be sent
record InputSettings(Optional<String> file, KvsLimit limit, Duration batch) {
    private record Options(Optional<StdinOption> stdin, Optional<JsonValue> limit) {}

    private record StdinOption(Optional<String> type, Optional<String> path) {}

    private static final long MOST = 32L << 20;
    private static final double BATCH_SECONDS = 0.5;

    /// @throws FluxException EINVAL for what cannot be read
    static InputSettings of(ShellOptions options) {
        Options given =
                options.group("input", Options.class)
                        .orElse(new Options(Optional.empty(), Optional.empty()));
        String type = given.stdin().flatMap(StdinOption::type).orElse("service");
        Optional<String> path = given.stdin().flatMap(StdinOption::path);
        Optional<String> file =
                switch (type) {
                    case "service" -> Optional.empty();
                    case "file" -> {
                        if (path.isEmpty()) {
                            throw new FluxException(
                                    Errno.EINVAL, "path for stdin file input not specified");
                        }
                        yield path;
                    }
                    default ->
                            throw new FluxException(
                                    Errno.EINVAL, "input.stdin.type=" + type + " invalid");
                };
        return new InputSettings(
                file,
                KvsLimit.of("input.limit", given.limit(), "10M", MOST),
                options.seconds("input", "batch-timeout", BATCH_SECONDS));
    }
}
