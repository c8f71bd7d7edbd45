package fluxj.cli.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class BulkInputsTest {
    private static BulkInputs of(String separator, String in, String... words) {
        InputStream stream = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
        return BulkInputs.of(List.of(words), BulkInputs.splitting(separator), stream);
    }

    @Test
    void linesOfStandardInputAreTheInputs() {
        BulkInputs bulk = of("\n", "a b\n\nc\n", "echo", "{}");
        assertEquals(List.of("echo", "{}"), bulk.command());
        assertEquals(List.of(List.of("a b"), List.of("c")), bulk.inputs());
    }

    @Test
    void anotherSeparatorMayBeWrittenAsAnEscape() {
        assertEquals(List.of(List.of("a"), List.of("b")), of("\\t", "a\tb").inputs());
        assertEquals(
                List.of(List.of("a"), List.of("b"), List.of("c")),
                of("none", " a  b\nc ").inputs());
    }

    @Test
    void listsAreCombinedAndTheLastRunsFastest() {
        assertEquals(
                List.of(List.of("a", "1"), List.of("a", "2"), List.of("b", "1"), List.of("b", "2")),
                of("\n", "", "x", ":::", "a", "b", ":::", "1", "2").inputs());
    }

    @Test
    void aLinkedListGoesAlongAndBeginsAnew() {
        assertEquals(
                List.of(List.of("a", "1"), List.of("b", "2"), List.of("c", "1")),
                of("\n", "", ":::", "a", "b", "c", ":::+", "1", "2").inputs());
    }

    @Test
    void aFileIsAList(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("list"), "x\ny\n");
        assertEquals(
                List.of(List.of("x"), List.of("y")),
                of("\n", "", "::::", file.toString()).inputs());
        assertThrows(FormatException.class, () -> of("\n", "", "::::", "a", "b"));
        assertThrows(FormatException.class, () -> of("\n", "", "::::"));
        assertThrows(FormatException.class, () -> of("\n", "", "::::", dir + "/none"));
    }

    @Test
    void otherSeparatorsOfListsAreRefused() {
        assertThrows(FormatException.class, () -> of("\n", "", ":::x", "a"));
        assertThrows(FormatException.class, () -> of("", "a"));
        assertThrows(FormatException.class, () -> of("\\q", "a"));
    }
}
