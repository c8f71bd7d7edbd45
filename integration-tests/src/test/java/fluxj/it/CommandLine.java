package fluxj.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One command line run to its end.
public final class CommandLine {
    /// The folder with `fluxj` and `flux-broker`.
    public static final Path BIN = Path.of("../bin").toAbsolutePath().normalize();

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// What a command printed and how it ended; 124 when it did not end in time.
    public record Result(int exitCode, String out, String err) {
        /// Output and errors in one text, for an assertion's message.
        public String all() {
            return "exit code " + exitCode + "\n" + out + err;
        }
    }

    private final List<String> words;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Duration limit = LIMIT;

    private CommandLine(List<String> words) {
        this.words = words;
    }

    /// A command of the project's `bin` folder.
    public static CommandLine fluxj(String... words) {
        List<String> all = new ArrayList<>();
        all.add(BIN.resolve("fluxj").toString());
        all.addAll(List.of(words));
        return new CommandLine(all);
    }

    /// Any command.
    public static CommandLine of(String... words) {
        return new CommandLine(List.of(words));
    }

    /// Sets a variable for it.
    public CommandLine with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Gives it another time than a minute.
    public CommandLine within(Duration time) {
        limit = time;
        return this;
    }

    /// Runs it.
    public Result run() {
        try {
            Path out = Files.createTempFile("fluxj-it", ".out");
            Path err = Files.createTempFile("fluxj-it", ".err");
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().keySet().removeIf(CommandLine::isFluxVariable);
            builder.environment().putAll(environment);
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.redirectOutput(out.toFile());
            builder.redirectError(err.toFile());
            Process process = builder.start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            Result result =
                    new Result(
                            ended ? process.exitValue() : 124,
                            Files.readString(out, StandardCharsets.UTF_8),
                            Files.readString(err, StandardCharsets.UTF_8));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Variables of an instance around the tests, which must not leak into theirs.
    public static boolean isFluxVariable(String name) {
        return name.startsWith("FLUX_") || name.startsWith("PMI_");
    }
}
