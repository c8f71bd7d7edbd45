package fluxj.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxj.cli.exec.ExecCommand;
import fluxj.cli.main.CommandEntry;
import fluxj.cli.main.Commands;
import fluxj.cli.overlay.OverlayCommands;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class AbbreviationsTest {
    private static final List<String> WORDS = List.of("", "-", "--", "-=", "--=", "=", "---");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console =
            new Console(
                    new Output(new ByteArrayOutputStream(), Output.Kind.STREAM),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    new ByteArrayInputStream(new byte[0]),
                    Map.of());

    private List<String> overlay(String... words) {
        CommandLine line = PicocliProgram.ofGroup(OverlayCommands::group).commandLine(console);
        return Abbreviations.spelledOut(line, List.of(words));
    }

    private List<String> exec(String... words) {
        CommandLine line = PicocliProgram.launcher(ExecCommand::new).commandLine(console);
        return Abbreviations.spelledOut(line, List.of(words));
    }

    @Test
    void anOptionMayBeCutWhileOnlyOneBeginsSo() {
        assertEquals(List.of("status", "--rank=1"), overlay("status", "--ra=1"));
        assertEquals(List.of("status", "--summary"), overlay("status", "--summ"));
        assertEquals(List.of("status", "--no", "--s-u"), overlay("status", "--no", "--s-u"));
        assertEquals(List.of("--ra", "status"), overlay("--ra", "status"));
    }

    @Test
    void valuesAndWordsAfterTheOptionsStay() {
        assertEquals(
                List.of("status", "--rank", "--summ", "-r", "--summ", "--", "--summ"),
                overlay("status", "--ra", "--summ", "-r", "--summ", "--", "--summ"));
        assertEquals(List.of("--rank", "0", "true", "--ra"), exec("--ran", "0", "true", "--ra"));
    }

    private Map<String, CommandLine> commandLines() {
        Map<String, CommandLine> all = new LinkedHashMap<>();
        for (CommandEntry entry : new Commands().all()) {
            if (entry.program().get() instanceof PicocliProgram program) {
                collect(entry.name(), program.commandLine(console), all);
            }
        }
        return all;
    }

    private static void collect(String name, CommandLine line, Map<String, CommandLine> all) {
        all.put(name, line);
        line.getSubcommands().forEach((word, sub) -> collect(name + " " + word, sub, all));
    }

    /// Every command reads the words; none runs.
    @Test
    void emptyWordsAndBareDashesAreRefusedOrTakenByEveryCommand() {
        for (Map.Entry<String, CommandLine> entry : commandLines().entrySet()) {
            CommandLine line = entry.getValue();
            line.setExecutionStrategy(_ -> 0);
            for (String word : WORDS) {
                for (List<String> words :
                        List.of(List.of(word), List.of("a", word), List.of(word, "a", word))) {
                    err.reset();
                    List<String> full = Abbreviations.spelledOut(line, words);
                    assertEquals(new ArrayList<>(words), full);
                    line.execute(full.toArray(new String[0]));
                    String said = err.toString(StandardCharsets.UTF_8);
                    assertFalse(said.contains("Exception"), entry.getKey() + words + said);
                }
            }
        }
    }
}
