package fluxj.cli.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.cli.Console;
import fluxj.cli.Output;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The options of `run` and the jobspecs that `flux run --dry-run` makes of them, kept in
/// `jobspecs.txt`: a line of options, then its jobspec, or `!` and the error in our words.
class JobspecLinesTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("ZED", "zed", "ZE2", "two", "HOME", "/root", "TZ", "UTC");

    @TempDir static Path dir;

    @TestFactory
    Stream<DynamicTest> optionsMakeTheJobspecsOfFlux() throws IOException {
        prepare();
        List<String> lines;
        try (InputStream in = JobspecLinesTest.class.getResourceAsStream("jobspecs.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            String options = lines.get(i);
            String expected = lines.get(i + 1);
            tests.add(DynamicTest.dynamicTest(options, () -> assertEquals(expected, of(options))));
        }
        return tests.stream();
    }

    private static void prepare() throws IOException {
        write(
                "opts.json",
                "{\"a\": [1, 2.50], \"b\": {\"c\": null}}\n".getBytes(StandardCharsets.UTF_8));
        write("data.txt", "hello\nwörld\n".getBytes(StandardCharsets.UTF_8));
        write("binary", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'x'});
        write("empty", new byte[0]);
        write("env.txt", "  FOO=1\nZED\nBAR=$FOO-2\n-Z2\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void write(String name, byte[] content) throws IOException {
        Path file = Files.write(dir.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private static String of(String options) {
        List<String> words =
                new ArrayList<>(List.of("--env=-*", "--rlimit=-*", "--cwd=/w", "--dry-run"));
        words.addAll(ShellWords.split(options.replace("@DIR@", dir.toString())));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new Output(out, Output.Kind.STREAM),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        InputStream.nullInputStream(),
                        ENVIRONMENT);
        int exitCode = RunCommand.program().run(words, console);
        console.out().finish();
        String text =
                exitCode == 0
                        ? out.toString(StandardCharsets.UTF_8).strip()
                        : "! "
                                + exitCode
                                + " "
                                + err.toString(StandardCharsets.UTF_8)
                                        .strip()
                                        .lines()
                                        .reduce("", (_, last) -> last);
        return text.replace(dir.toString(), "@DIR@");
    }
}
