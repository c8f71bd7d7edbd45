package fluxj.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.cli.PicocliProgram;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The options of `batch` and `alloc` and the jobspecs that `flux batch --dry-run` and `flux alloc
/// --dry-run` make of them, kept in `instances.txt`: a command line, then its jobspec, or `!` and
/// the last line of the error. The program is `fluxj` where theirs is `flux`, and reasons that
/// Python has in words of its own are in ours.
class InstanceLinesTest {
    @TestFactory
    Stream<DynamicTest> optionsMakeTheJobspecsOfFlux() throws IOException, URISyntaxException {
        URL scripts = InstanceLinesTest.class.getResource("scripts");
        String dir = Path.of(scripts.toURI()).toString();
        List<String> lines;
        try (InputStream in = InstanceLinesTest.class.getResourceAsStream("instances.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            String command = lines.get(i);
            String expected = lines.get(i + 1);
            tests.add(
                    DynamicTest.dynamicTest(
                            command, () -> assertEquals(expected, of(command, dir))));
        }
        return tests.stream();
    }

    private static String of(String line, String dir) {
        List<String> given = ShellLexer.split(line.replace("@DIR@", dir).replace(";", "\\;"));
        List<String> words =
                new ArrayList<>(List.of("--env=-*", "--rlimit=-*", "--cwd=/w", "--dry-run"));
        words.addAll(given.subList(1, given.size()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new Output(out, Output.Kind.STREAM),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        InputStream.nullInputStream(),
                        Map.of("HOME", "/root", "TZ", "UTC", "XDG_CONFIG_HOME", dir + "/cfg"));
        PicocliProgram program =
                given.getFirst().equals("batch") ? BatchCommand.program() : AllocCommand.program();
        int exitCode = program.run(words, console);
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
        return text.replace(dir, "@DIR@");
    }
}
