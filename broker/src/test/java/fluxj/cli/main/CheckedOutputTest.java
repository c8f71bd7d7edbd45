package fluxj.cli.main;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.cli.OutputFailure;
import fluxj.cli.PicocliProgram;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What cannot be written is an error of the command.
class CheckedOutputTest {
    private static final String FULL = "No space left on device";

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static Output failing(String reason) {
        return new Output(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException(reason);
                    }
                },
                Output.Kind.STREAM);
    }

    private int run(Output out, String... words) {
        Console console =
                new Console(
                        out,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream(new byte[0]),
                        Map.of());
        return Main.run(List.of(words), console);
    }

    private String err() {
        String text = err.toString(StandardCharsets.UTF_8);
        err.reset();
        return text;
    }

    @Test
    void aFullDiskIsSaidOnce() {
        Output out = failing(FULL);
        out.print("lost");
        OutputFailure failure = assertThrows(OutputFailure.class, out::flush);
        assertEquals("write: " + FULL, failure.line());
        assertEquals(1, failure.exitCode());
        assertEquals("key: " + FULL, failure.named("key").line());
        out.print("lost as well");
        assertDoesNotThrow(out::finish);
    }

    @Test
    void aReaderThatLeftEndsTheCommandAsSigpipeWould() {
        assertEquals(141, run(failing("Broken pipe"), "version"));
        assertEquals("", err());
        OutputFailure left = OutputFailure.of("Broken pipe");
        assertEquals(left, left.named("key"));
    }

    @Test
    void noCommandSaysThatItHelpedWhenNobodyCouldReadIt() {
        for (CommandEntry entry : new Commands().all()) {
            if (entry.program().get() instanceof PicocliProgram) {
                assertEquals(1, run(failing(FULL), entry.name(), "--help"), entry.name());
                assertEquals("fluxj " + entry.name() + ": write: " + FULL + "\n", err());
            }
        }
        for (String name : List.of("help", "version", "completion")) {
            assertEquals(1, run(failing(FULL), name), name);
            assertEquals("fluxj " + name + ": write: " + FULL + "\n", err());
        }
    }

    @Test
    void anErrorOfTheCommandComesBeforeThatOfItsOutput() {
        Output out = failing(FULL);
        out.print("lost");
        assertEquals(1, run(out, "config", "load", "/nonexistent/fluxj"));
        assertEquals(
                "fluxj config: Error parsing config: stat: /nonexistent/fluxj: No such file or"
                        + " directory\n",
                err());
    }

    @Test
    void aBackupSeesErrorsAsAnyStreamHasThem() {
        IOException failure =
                assertThrows(
                        IOException.class,
                        () -> {
                            try (OutputStream backup = failing(FULL).durable()) {
                                backup.write(new byte[100_000]);
                            }
                        });
        assertEquals(FULL, failure.getMessage());
    }
}
