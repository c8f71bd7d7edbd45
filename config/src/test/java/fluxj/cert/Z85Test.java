package fluxj.cert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.Random;

class Z85Test {

    @Test
    void encodesTheExampleOfTheRfc() {
        byte[] bytes = HexFormat.of().parseHex("864fd26fb559f75b");
        assertEquals("HelloWorld", Z85.encode(bytes));
        assertArrayEquals(bytes, Z85.decode("HelloWorld"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260101})
    void readsBackWhateverItWrites(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[4 * random.nextInt(12)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, Z85.decode(Z85.encode(bytes)), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "Hell World", "Hell\"World", "#####", "Hell\u00e9World"})
    void refusesWhatIsNoZ85(String text) {
        assertThrows(CertificateException.class, () -> Z85.decode(text));
        assertThrows(IllegalArgumentException.class, () -> Z85.encode(new byte[3]));
    }
}
