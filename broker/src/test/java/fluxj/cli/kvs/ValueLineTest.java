package fluxj.cli.kvs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class ValueLineTest {
    private static String line(String value, int columns) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new String(ValueLine.of("k", bytes, columns), StandardCharsets.UTF_8);
    }

    @Test
    void cutsWhatIsWiderThanTheTerminal() {
        assertEquals("k = 123...\n", line("1234567", 10));
        assertEquals("k = 123\n", line("123", 10));
    }

    @Test
    void showsTheFirstLineOnly() {
        assertEquals("k = a...\n", line("a\nb\nc", 80));
        assertEquals("k = a\n", line("a\n", 80));
    }

    @Test
    void keepsAllWithoutALimit() {
        assertEquals("k = a\nb\n", line("a\nb", 0));
        assertEquals("k = 1234567\n", line("1234567", 3));
    }

    @Test
    void endsAtAZeroByte() {
        assertEquals("k = a\n", line("a\0b", 0));
    }
}
