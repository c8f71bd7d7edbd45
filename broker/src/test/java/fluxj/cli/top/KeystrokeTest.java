package fluxj.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class KeystrokeTest {
    private static byte[] bytes(String text) {
        return text.replace("ESC", "\u001b").getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "q, QUIT",
        "j, NEXT_JOB",
        "ESC[B, NEXT_JOB",
        "ESCOB, NEXT_JOB",
        "ESC[A, PREVIOUS_JOB",
        "ESC[C, NEXT_QUEUE",
        "ESC[D, PREVIOUS_QUEUE",
        "d, DETAILS",
        "x, OTHER",
        "ESC[Z, OTHER",
        "ESCx, OTHER",
    })
    void keysAreWhatTheTerminalSendsForThem(String sent, Keystroke key) {
        assertEquals(List.of(key), new Keystroke.Decoder().decode(bytes(sent)));
    }

    @Test
    void anArrowMayComeInPieces() {
        Keystroke.Decoder decoder = new Keystroke.Decoder();
        List<Keystroke> keys = new ArrayList<>();
        for (String piece : List.of("jESC", "[", "A\n")) {
            keys.addAll(decoder.decode(bytes(piece)));
        }
        assertEquals(List.of(Keystroke.NEXT_JOB, Keystroke.PREVIOUS_JOB, Keystroke.ENTER), keys);
    }
}
