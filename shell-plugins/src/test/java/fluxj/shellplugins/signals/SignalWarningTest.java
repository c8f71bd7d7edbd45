package fluxj.shellplugins.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.shell.spi.ShellOptions;

import org.junit.jupiter.api.Test;

class SignalWarningTest {
    private static SignalPlugin.Warning of(String json) {
        return SignalPlugin.Warning.of(new ShellOptions(JsonObject.parse(json)));
    }

    @Test
    void noOptionAndZeroSendNothing() {
        assertEquals(-1, of("{}").timeleft());
        assertEquals(-1, of("{\"signal\":0}").timeleft());
    }

    @Test
    void anyNumberIsTheDefault() {
        assertEquals(new SignalPlugin.Warning(10, 60), of("{\"signal\":1}"));
    }

    @Test
    void membersSayWhichAndWhen() {
        assertEquals(
                new SignalPlugin.Warning(12, 90),
                of("{\"signal\":{\"signum\":12,\"timeleft\":\"1.5m\"}}"));
        assertEquals(new SignalPlugin.Warning(10, 5), of("{\"signal\":{\"timeleft\":5}}"));
    }

    @Test
    void whatIsNoTimeIsRefused() {
        FluxException error =
                assertThrows(FluxException.class, () -> of("{\"signal\":{\"timeleft\":\"foo\"}}"));
        assertEquals("signal.timeleft=foo is invalid", error.getMessage());
        assertThrows(FluxException.class, () -> of("{\"signal\":\"foo\"}"));
    }
}
