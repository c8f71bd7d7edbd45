package fluxj.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.util.Map;

class SshAddressTest {
    private static String command(String uri, Map<String, String> environment) {
        return String.join(" ", SshAddress.of(uri).command(environment));
    }

    @Test
    void theRelayIsFoundBesideTheSocket() {
        assertEquals(
                "ssh host env PATH=/tmp/run/bin:/bin:/usr/bin flux relay /tmp/run/local-0",
                command("ssh://host/tmp/run/local-0", Map.of("PATH", "/nonexistent")));
    }

    @Test
    void portUserAndVariablesGoAlong() {
        Map<String, String> environment =
                Map.of("FLUX_SSH", "rsh", "FLUX_SSH_RCMD", "/x/flux", "LD_LIBRARY_PATH", "/l");
        assertEquals(
                "rsh -p 42 me@host env LD_LIBRARY_PATH=/l /x/flux relay /run/local",
                command("ssh://me@host:42/run/local", environment));
        assertEquals(
                "ssh host /x/flux relay /run/local",
                command("ssh://host/run/local", Map.of("FLUX_SSH_RCMD", "/x/flux")));
    }

    @Test
    void whatLacksHostOrPathIsRefused() {
        assertTrue(SshAddress.matches("ssh://host/x"));
        assertFalse(SshAddress.matches("local:///x"));
        for (String uri : new String[] {"ssh://host", "ssh:///x", "ssh://h/x?y", "ssh://h/x y"}) {
            assertThrows(FluxException.class, () -> SshAddress.of(uri), uri);
        }
    }
}
