package fluxj.shellplugins.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.shell.spi.ShellOptions;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class OutputSettingsTest {
    private static OutputSettings of(String output) {
        return OutputSettings.of(new ShellOptions(JsonObject.parse("{\"output\":" + output + "}")));
    }

    @Test
    void withoutTheOptionAllGoesToTheKvs() {
        OutputSettings settings = OutputSettings.of(new ShellOptions(JsonObject.EMPTY));
        assertEquals(Optional.empty(), settings.stdout().template());
        assertTrue(settings.stdout().lineBuffered());
        assertFalse(settings.stderr().lineBuffered());
        assertEquals(new OutputSettings.Credits(100, 1000), settings.credits());
        assertEquals(Duration.ofMillis(500), settings.batch());
    }

    @Test
    void stderrHasOfStdoutWhatItDoesNotSayButForTheBuffer() {
        OutputSettings settings =
                of("{\"stdout\":{\"path\":\"o\",\"label\":true,\"buffer\":{\"type\":\"line\"}}}");
        assertEquals(Optional.of("o"), settings.stderr().template());
        assertTrue(settings.stderr().label());
        assertFalse(settings.stderr().lineBuffered());
        OutputSettings apart = of("{\"stdout\":{\"path\":\"o\"},\"stderr\":{\"type\":\"kvs\"}}");
        assertEquals(Optional.empty(), apart.stderr().template());
    }

    @Test
    void aModeThatIsNoneIsTruncateAndIsTold() {
        assertTrue(of("{\"mode\":\"append\"}").append());
        OutputSettings odd = of("{\"mode\":\"foo\"}");
        assertFalse(odd.append());
        assertEquals(List.of("ignoring invalid output.mode=foo"), odd.complaints());
        assertEquals(List.of(), of("{\"mode\":\"truncate\"}").complaints());
    }

    @Test
    void aBufferThatIsNoneIsByLineAndIsTold() {
        OutputSettings odd = of("{\"stderr\":{\"buffer\":{\"type\":\"x\"}}}");
        assertTrue(odd.stderr().lineBuffered());
        assertEquals(List.of("invalid buffer type specified: x"), odd.complaints());
    }

    @Test
    void whatCannotBeReadIsRefused() {
        for (String wrong :
                List.of(
                        "7",
                        "{\"client\":{\"lwm\":5,\"hwm\":5}}",
                        "{\"client\":{\"lwm\":-1}}",
                        "{\"batch-timeout\":\"x\"}")) {
            assertThrows(FluxException.class, () -> of(wrong), wrong);
        }
    }

    @Test
    void aMessageInAFileSaysWhoAndHowGrave() {
        assertEquals(
                "flux-shell[1]:  WARN: output: odd\n",
                FileSink.line(
                        JsonObject.parse(
                                "{\"rank\":1,\"level\":4,\"component\":\"output\",\"message\":\"odd\"}")));
        assertEquals(
                "flux-shell: note\n",
                FileSink.line(JsonObject.parse("{\"level\":5,\"message\":\"note\"}")));
    }
}
