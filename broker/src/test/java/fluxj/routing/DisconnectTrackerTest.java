package fluxj.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class DisconnectTrackerTest {
    private final DisconnectTracker tracker = new DisconnectTracker();

    private void arm(String topic, int nodeid, int flags) {
        tracker.arm(
                Request.of(topic, Payload.ofText("{}"), nodeid, 9, flags)
                        .withCred(new Credentials(5, 2))
                        .withRoutes(RouteStack.of("me")));
    }

    private List<Request> fired() {
        List<Request> all = new ArrayList<>();
        tracker.fire(all::add);
        return all;
    }

    @Test
    void aServiceIsToldOnceForEachRankAndDirection() {
        arm("kvs.get", 0, Message.STREAMING);
        arm("kvs.put", 0, 0);
        arm("kvs.put", 1, 0);
        arm("kvs.put", 1, Message.UPSTREAM);
        List<Request> all = fired();
        assertEquals(3, all.size());
        Request first = all.getFirst();
        assertEquals("kvs.disconnect", first.topic());
        assertEquals(Message.NORESPONSE | Message.ROUTE, first.flags());
        assertEquals(9, first.matchtag());
        assertEquals(new Credentials(5, 2), first.cred());
        assertEquals(RouteStack.of("me"), first.routes());
        assertEquals(Payload.NONE, first.payload());
        assertEquals(Message.NORESPONSE | Message.ROUTE | Message.UPSTREAM, all.getLast().flags());
        assertEquals(List.of(), fired());
    }

    @Test
    void theTopicEndsAtItsLastDot() {
        arm("foo.bar.baz", 0, 0);
        arm("foo", 0, 0);
        assertEquals(
                List.of("foo.bar.disconnect", "disconnect"),
                fired().stream().map(Request::topic).toList());
    }

    @Test
    void whatWantsNoAnswerOrHasTooLongATopicIsNotRemembered() {
        arm("kvs.get", 0, Message.NORESPONSE);
        arm("a".repeat(4096) + ".b", 0, 0);
        assertEquals(0, tracker.size());
    }
}
