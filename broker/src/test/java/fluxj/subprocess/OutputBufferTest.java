package fluxj.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class OutputBufferTest {
    private static OutputBuffer buffer(Map<String, String> options) {
        return new OutputBuffer(StreamOptions.of(options, "stdout"));
    }

    private static void add(OutputBuffer buffer, String text) {
        buffer.add(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> all(OutputBuffer buffer) {
        List<String> lines = new ArrayList<>();
        for (byte[] line = buffer.next(); line != null; line = buffer.next()) {
            lines.add(new String(line, StandardCharsets.UTF_8));
        }
        return lines;
    }

    @Test
    void aLineIsWholeHoweverItArrives() {
        OutputBuffer buffer = buffer(Map.of());
        add(buffer, "on");
        assertEquals(List.of(), all(buffer));
        add(buffer, "");
        add(buffer, "e\ntwo\n");
        add(buffer, "\nthr");
        add(buffer, "ee");
        assertEquals(List.of("one\n", "two\n", "\n"), all(buffer));
        add(buffer, "\n");
        assertEquals(List.of("three\n"), all(buffer));
    }

    @Test
    void theLastLineMayLackItsNewline() {
        OutputBuffer buffer = buffer(Map.of());
        add(buffer, "one\ntw");
        add(buffer, "o");
        buffer.close();
        assertEquals(List.of("one\n", "two"), all(buffer));
        assertEquals(List.of(), all(buffer));
    }

    @Test
    void anOverlongLineComesInPieces() {
        OutputBuffer buffer = buffer(Map.of("stdout_BUFSIZE", "4"));
        add(buffer, "abcdefghi");
        add(buffer, "\nabc\nx");
        buffer.close();
        assertEquals(List.of("abcd", "efgh", "i\n", "abc\n", "x"), all(buffer));
    }

    @Test
    void withoutLinesChunksComeAsTheyAre() {
        OutputBuffer buffer = buffer(Map.of("stdout_LINE_BUFFER", "false"));
        add(buffer, "a\nb");
        add(buffer, "c");
        buffer.close();
        assertEquals(List.of("a\nb", "c"), all(buffer));
    }
}
