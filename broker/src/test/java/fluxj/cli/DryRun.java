package fluxj.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Commands that submit, run as far as the jobspec, and the files of lines that they are compared
/// with: a command line, then its jobspec, or `!` with the exit code and the last line of the
/// error.
///
/// @param folder stands as `@DIR@` in the files
public record DryRun(Map<String, String> environment, String folder) {
    private static final String FOLDER = "@DIR@";

    /// A test for each command line of a file beside a class.
    ///
    /// @param run makes the outcome of a command line
    public Stream<DynamicTest> tests(Class<?> beside, String name, UnaryOperator<String> run)
            throws IOException {
        List<String> lines;
        try (InputStream in = beside.getResourceAsStream(name)) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            String line = lines.get(i);
            String expected = lines.get(i + 1);
            tests.add(
                    DynamicTest.dynamicTest(
                            line,
                            () ->
                                    assertEquals(
                                            expected,
                                            run.apply(line.replace(FOLDER, folder))
                                                    .replace(folder, FOLDER))));
        }
        return tests.stream();
    }

    /// Runs one command.
    ///
    /// @param words its options and operands
    public String of(PicocliProgram program, List<String> words) {
        List<String> all =
                new ArrayList<>(List.of("--env=-*", "--rlimit=-*", "--cwd=/w", "--dry-run"));
        all.addAll(words);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new Output(out, Output.Kind.STREAM),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        InputStream.nullInputStream(),
                        environment);
        int exitCode = program.run(all, console);
        console.out().finish();
        if (exitCode == 0) {
            return out.toString(StandardCharsets.UTF_8).strip();
        }
        String error = err.toString(StandardCharsets.UTF_8).strip();
        return "! " + exitCode + " " + error.lines().reduce("", (_, last) -> last);
    }
}
