package fluxj.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.RouteStack;

import java.util.Random;

/// Messages for tests of transports.
public final class OverlayMessages {
    private OverlayMessages() {}

    /// A request with a payload of that many pseudo-random bytes.
    public static Request request(int matchtag, int payloadSize) {
        byte[] bytes = new byte[payloadSize];
        new Random(payloadSize).nextBytes(bytes);
        return new Request(
                "test.echo",
                payloadSize == 0 ? Payload.NONE : Payload.ofBytes(bytes),
                new Credentials(1000, 1),
                RouteStack.EMPTY.push("origin"),
                Message.ROUTE,
                Message.NODEID_ANY,
                matchtag);
    }

    /// Checks that a message went through unchanged.
    public static void assertSame(Request expected, Message actual) {
        Request request = (Request) actual;
        assertEquals(expected.matchtag(), request.matchtag());
        assertEquals(expected.topic(), request.topic());
        assertEquals(expected.routes(), request.routes());
        assertEquals(expected.payload().isPresent(), request.payload().isPresent());
        if (expected.payload().isPresent()) {
            assertArrayEquals(expected.payload().bytes(), request.payload().bytes());
        }
    }
}
