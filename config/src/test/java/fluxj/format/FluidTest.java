package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.List;

class FluidTest {
    @Test
    void readsEveryForm() {
        for (String text :
                List.of(
                        "6787342413402046",
                        "0x181d0d4d850fbe",
                        "0018.1d0d.4d85.0fbe",
                        "ƒuzzybunny",
                        "fuzzybunny",
                        " ƒuzzybunny\n")) {
            assertEquals(6787342413402046L, Fluid.parse(text), text);
        }
    }

    @Test
    void readsTheSmallestAndTheLargest() {
        assertEquals(0, Fluid.parse("ƒ1"));
        assertEquals(-1L, Fluid.parse("ƒjpXCZedGfVQ"));
        assertEquals(-1L, Fluid.parse("18446744073709551615"));
    }

    @Test
    void refusesOtherTexts() {
        for (String text :
                List.of(
                        "",
                        "f",
                        "ƒ0",
                        "ƒjpXCZedGfVR",
                        "12x",
                        "-1",
                        "1.2",
                        "0017.e9fb.8df1",
                        "00000.0.0.1",
                        "0..0.1",
                        "😃x",
                        "🙂",
                        "academy-academy-academy--academy-academy",
                        "academy-academy-academy--academy-academy-ego",
                        "academy-academy-academy--amen-amen-amen",
                        "0017.e9fb.8df1.-c2e",
                        "18446744073709551616")) {
            assertThrows(FormatException.class, () -> Fluid.parse(text), text);
        }
    }

    @Test
    void readsDottedGroupsWithoutLeadingZeros() {
        assertEquals(0xa000b000c000dL, Fluid.parse("a.b.c.d"));
        assertEquals(0xfa00L << 48, Fluid.parse("fa00.0.0.0"));
    }

    @Test
    void writesEmoji() {
        assertEquals("😃", Fluid.emoji(0));
        assertEquals("😆🐻", Fluid.emoji(1888));
        assertEquals("🚹💗💧👗😷📷📚", Fluid.emoji(-1));
        assertEquals(-1, Fluid.parse("🚹💗💧👗😷📷📚"));
    }

    @Test
    void writesWordsTheLowerHalfFirst() {
        assertEquals("admiral-academy-academy--acrobat-academy-academy", Fluid.words(1L << 32 | 5));
        assertEquals(1L << 32 | 5, Fluid.parse("ADMIRAL-academy academy acrobat-academy-academy"));
        assertEquals(-1, Fluid.parse(Fluid.words(-1)));
    }

    @Test
    void writesPlainF58() {
        assertEquals("fC3CPq7c6wN", Fluid.f58plain(Fluid.parse("0123.4567.89ab.badd")));
        assertEquals("f1", Fluid.f58plain(0));
        assertEquals(-1, Fluid.parse(Fluid.f58plain(-1)));
    }
}
