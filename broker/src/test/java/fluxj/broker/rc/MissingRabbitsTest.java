package fluxj.broker.rc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

class MissingRabbitsTest {
    private static String failure(String note) {
        return "{\"timestamp\":1.0,\"name\":\"exception\",\"context\":{\"type\":\"dws-node-failure\","
                + "\"severity\":1,\"note\":\""
                + note
                + "\",\"userid\":1}}\n";
    }

    @Test
    void theHostsOfAllFailuresAreKnownOnce() {
        assertEquals(
                "node[1-3,7]",
                MissingRabbits.failedHosts(
                                "{\"timestamp\":1.0,\"name\":\"submit\"}\n"
                                        + failure("node[2-3]")
                                        + "{\"timestamp\":1.0,\"name\":\"exception\",\"context\":"
                                        + "{\"type\":\"cancel\",\"severity\":1,\"note\":\"node9\"}}\n"
                                        + failure("node7,node[1-2]"))
                        .toString());
        assertEquals(
                "",
                MissingRabbits.failedHosts("{\"timestamp\":1.0,\"name\":\"submit\"}\n").toString());
    }

    @Test
    void aNoteThatNamesNoHostsIsRefused() {
        assertThrows(FluxException.class, () -> MissingRabbits.failedHosts(failure("node[1")));
        assertThrows(FluxException.class, () -> MissingRabbits.failedHosts("garbage\n"));
    }
}
