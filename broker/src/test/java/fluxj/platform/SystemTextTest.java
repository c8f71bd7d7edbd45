package fluxj.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class SystemTextTest {
    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void textIsItself() {
        for (String text : new String[] {"", "a", "é", "\ud83d\ude00", "\ufffd", "a\0b"}) {
            assertEquals(text, SystemText.decode(text.getBytes(StandardCharsets.UTF_8)));
            assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), SystemText.encode(text));
            assertTrue(SystemText.isText(text));
            assertEquals(text, SystemText.shown(text));
        }
    }

    @Test
    void aByteThatIsNoTextIsKeptAndShown() {
        String text = SystemText.decode(bytes('x', 0xff, 'y'));
        assertEquals("x\udcffy", text);
        assertFalse(SystemText.isText(text));
        assertEquals("x\\xffy", SystemText.shown(text));
        assertArrayEquals(bytes('x', 0xff, 'y'), SystemText.encode(text));
    }

    @Test
    void aCharacterThatIsCutIsNoText() {
        for (byte[] cut :
                new byte[][] {bytes(0xc3), bytes(0xf0, 0x9f, 0x98), bytes(0xe2, 0x82, 'x')}) {
            String text = SystemText.decode(cut);
            assertFalse(SystemText.isText(text));
            assertArrayEquals(cut, SystemText.encode(text));
        }
    }

    @Test
    void anySequenceOfBytesSurvives() {
        Random random = new Random(7);
        int[] telling = {'a', 0x80, 0xbf, 0xc3, 0xa9, 0xed, 0xa0, 0xe2, 0xf0, 0x9f, 0x98, 0xff};
        for (int round = 0; round < 2000; round++) {
            byte[] some = new byte[random.nextInt(12)];
            for (int i = 0; i < some.length; i++) {
                some[i] = (byte) telling[random.nextInt(telling.length)];
            }
            assertArrayEquals(some, SystemText.encode(SystemText.decode(some)));
        }
    }
}
