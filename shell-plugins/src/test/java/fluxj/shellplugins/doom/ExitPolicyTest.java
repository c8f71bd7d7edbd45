package fluxj.shellplugins.doom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.shell.spi.ShellOptions;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class ExitPolicyTest {
    private static ExitPolicy of(String json) {
        return ExitPolicy.of(new ShellOptions(JsonObject.parse(json)));
    }

    @Test
    void timesAreDurationsNumbersOrNone() {
        assertEquals(Optional.of(30.0), of("{}").timeout());
        assertEquals(Optional.of(60.0), of("{\"exit-timeout\":\"1m\"}").timeout());
        assertEquals(Optional.of(2.5), of("{\"exit-timeout\":2.5}").timeout());
        assertEquals(Optional.of(0.0), of("{\"exit-timeout\":0}").timeout());
        assertEquals(Optional.empty(), of("{\"exit-timeout\":\"NONE\"}").timeout());
    }

    @Test
    void exitOnErrorIsSetByBeingThere() {
        assertTrue(of("{\"exit-on-error\":1}").onError());
        assertTrue(!of("{}").onError());
    }

    @Test
    void whatIsNoTimeIsRefused() {
        for (String wrong : List.of("-1", "\"x\"", "true", "[]")) {
            FluxException error =
                    assertThrows(FluxException.class, () -> of("{\"exit-timeout\":" + wrong + "}"));
            assertEquals("exit-timeout is not a valid Flux Standard Duration", error.getMessage());
        }
    }
}
