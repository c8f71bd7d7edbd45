package fluxj.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// An instance of our own that runs a shell script with jobs in it. Whatever a job of it leaves on
/// the machine fails the test by name ([Leftovers]).
public final class JobInstance {
    private static final String BEGIN = "begin";
    private static final String END = "end";

    /// The initial program: it waits where the test looks at the instance.
    private static final String PROGRAM =
            """
            wait_for() { until [ -e "$FLUXJ_TEST_DIR/$1" ]; do sleep 0.05; done; }
            echo "$FLUX_URI" >"$FLUXJ_TEST_DIR/uri.new"
            mv "$FLUXJ_TEST_DIR/uri.new" "$FLUXJ_TEST_DIR/uri"
            wait_for begin
            "$FLUXJ_TEST_SHELL" "$FLUXJ_TEST_DIR/script"
            code=$?
            echo $code >"$FLUXJ_TEST_DIR/code"
            wait_for end
            exit $code
            """;

    private final List<String> start = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Duration limit = Duration.ofMinutes(2);
    private String shell = "sh";
    private boolean leavesUntilItsEnd;

    private JobInstance(String program) {
        start.add(program);
        start.add("start");
    }

    /// One of so many brokers.
    public static JobInstance of(int size) {
        return new JobInstance(CommandLine.BIN.resolve("fluxj").toString()).option("-s" + size);
    }

    /// The same in the environment that flux-core's `flux` makes, which its job shell needs.
    public static JobInstance within(String flux, int size) {
        return new JobInstance(flux)
                .option("-s" + size)
                .with("FLUX_EXEC_PATH_PREPEND", CommandLine.BIN.toString())
                .with("PATH", CommandLine.BIN + ":" + System.getenv("PATH"));
    }

    /// Gives `fluxj start` an option more.
    public JobInstance option(String option) {
        start.add(option);
        return this;
    }

    /// Sets a variable for it.
    public JobInstance with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Gives it another time than two minutes.
    public JobInstance within(Duration time) {
        limit = time;
        return this;
    }

    /// Lets its jobs leave what the brokers end with themselves.
    public JobInstance leavingUntilItsEnd() {
        leavesUntilItsEnd = true;
        return this;
    }

    /// Has bash run the script.
    public JobInstance inBash() {
        shell = "bash";
        return this;
    }

    /// Runs a script to its end.
    public CommandLine.Result run(String script) {
        try {
            // Sockets are below it, and their paths have to be short.
            Path dir = Files.createTempDirectory(Path.of("/tmp"), "fj");
            try {
                return run(script, dir);
            } finally {
                removeAll(dir);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private CommandLine.Result run(String script, Path dir)
            throws IOException, InterruptedException {
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        Path temporary = Files.createDirectory(dir.resolve("t"));
        Files.writeString(dir.resolve("script"), script);
        Process process = launch(dir, temporary, out, err);
        Leftovers leftovers = new Leftovers(dir, temporary);
        try {
            await(process, dir.resolve("uri"), out, err);
            if (process.isAlive()) {
                leftovers.look(Files.readString(dir.resolve("uri")).strip());
            }
            Files.createFile(dir.resolve(BEGIN));
            await(process, dir.resolve("code"), out, err);
            if (process.isAlive() && !leavesUntilItsEnd) {
                leftovers.assertNoneInside();
            }
            Files.createFile(dir.resolve(END));
            awaitEnd(process, out, err);
            leftovers.assertNoneOutside();
        } catch (AssertionError e) {
            e.addSuppressed(new AssertionError(Files.readString(out) + Files.readString(err)));
            throw e;
        } finally {
            process.destroyForcibly();
            leftovers.kill();
        }
        return new CommandLine.Result(
                process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Process launch(Path dir, Path temporary, Path out, Path err) throws IOException {
        List<String> words = new ArrayList<>(start);
        words.addAll(List.of("sh", "-c", PROGRAM));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(CommandLine::isFluxVariable);
        builder.environment().putAll(environment);
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().put("FLUXJ_TEST_DIR", dir.toString());
        builder.environment().put("FLUXJ_TEST_SHELL", shell);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile());
        builder.redirectError(err.toFile());
        return builder.start();
    }

    private void await(Process process, Path file, Path out, Path err) {
        Eventually.until(
                limit,
                () -> file.getFileName() + "\n" + read(out) + read(err),
                () -> Files.exists(file) || !process.isAlive());
    }

    private void awaitEnd(Process process, Path out, Path err) {
        Eventually.until(
                limit,
                () -> "the instance to end\n" + read(out) + read(err),
                () -> !process.isAlive());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeAll(Path dir) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(dir)) {
            all = files.toList();
        }
        for (Path file : all.reversed()) {
            Files.deleteIfExists(file);
        }
    }
}
