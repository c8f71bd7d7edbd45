package fluxj.overlay.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.Test;

/// RPC tracking (spec 2.8).
class RpcTrackerTest {
    private final RpcTracker tracker = new RpcTracker();

    private static Request request(String topic, String origin, int matchtag, int flags) {
        return Request.of(topic, Payload.NONE, 0, matchtag, flags)
                .withRoutes(RouteStack.of(origin, "hop"));
    }

    @Test
    void keepsWhatWaitsForAnAnswer() {
        tracker.sent(request("a.b", "x", 1, 0));
        tracker.sent(request("a.b", "y", 1, 0));
        tracker.sent(request("a.b", "x", 0, 0));
        tracker.sent(request("a.b", "x", 2, Message.NORESPONSE));
        assertEquals(2, tracker.size());
    }

    @Test
    void forgetsWhatWasAnswered() {
        Request once = request("a.b", "x", 1, 0);
        Request stream = request("a.b", "x", 2, Message.STREAMING);
        tracker.sent(once);
        tracker.sent(stream);
        tracker.answered(once.respond(Payload.NONE));
        assertEquals(1, tracker.size());
        tracker.answered(stream.respond(Payload.NONE));
        assertEquals(1, tracker.size(), "a stream goes on");
        tracker.answered(stream.respondError(Errno.ENODATA, ""));
        assertEquals(0, tracker.size());
    }

    @Test
    void aDisconnectForgetsItsOriginator() {
        tracker.sent(request("a.b", "x", 1, 0));
        tracker.sent(request("c.d", "x", 2, 0));
        tracker.sent(request("a.b", "y", 1, 0));
        tracker.sent(request("a.disconnect", "x", 1, Message.NORESPONSE));
        assertEquals(1, tracker.size());
        assertEquals("y", tracker.drain().getFirst().routes().origin());
        assertEquals(0, tracker.size());
    }
}
