package fluxj.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What waits for a peer's answers (spec broker 2.8).
class PendingRequestsTest {
    private final PendingRequests waiting = new PendingRequests();

    private static Request request(String topic, String origin, int matchtag, int flags) {
        return Request.of(topic, Payload.NONE, 0, matchtag, flags)
                .withRoutes(RouteStack.of(origin, "hop"));
    }

    @Test
    void keepsWhatWaitsForAnAnswer() {
        waiting.sent(request("a.b", "x", 1, 0));
        waiting.sent(request("a.b", "y", 1, 0));
        waiting.sent(request("a.b", "x", 0, 0));
        waiting.sent(request("a.b", "x", 2, Message.NORESPONSE));
        assertEquals(3, waiting.size());
    }

    @Test
    void forgetsWhatWasAnswered() {
        Request once = request("a.b", "x", 1, 0);
        Request stream = request("a.b", "x", 2, Message.STREAMING);
        waiting.sent(once);
        waiting.sent(stream);
        waiting.answered(once.respond(Payload.NONE));
        assertEquals(1, waiting.size());
        waiting.answered(stream.respond(Payload.NONE));
        assertEquals(1, waiting.size(), "a stream goes on");
        waiting.answered(stream.respondError(Errno.ENODATA, ""));
        assertEquals(0, waiting.size());
    }

    /// As job-manager asks job-exec and the scheduler: the payloads say which job is meant.
    @Test
    void aRequestWithoutMatchtagIsAnsweredAgainAndAgain() {
        Request start = request("job-exec.start", "x", 0, 0);
        Request alloc = request("sched.alloc", "x", 0, 0);
        waiting.sent(start);
        waiting.sent(start);
        waiting.sent(alloc);
        for (int i = 0; i < 5; i++) {
            assertEquals(start, waiting.answered(start.respond(Payload.NONE)).orElseThrow());
            assertEquals(alloc, waiting.answered(alloc.respondError(Errno.EIO, "")).orElseThrow());
        }
        assertTrue(
                waiting.answered(request("kvs.commit", "x", 0, 0).respond(Payload.NONE)).isEmpty());
        assertEquals(2, waiting.size(), "one a method");
        waiting.sent(request("job-exec.disconnect", "x", 0, Message.NORESPONSE));
        assertTrue(waiting.answered(start.respond(Payload.NONE)).isEmpty());
        assertEquals(List.of(), waiting.drain(), "nobody waits for one answer");
    }

    @Test
    void givesTheRequestThatAResponseIsFor() {
        Request asked = request("a.b", "x", 1, 0);
        waiting.sent(asked);
        Response claims =
                new Response(
                        "other.topic",
                        Payload.ofText("v"),
                        Credentials.NONE,
                        asked.routes(),
                        Message.STREAMING,
                        0,
                        1);
        assertEquals(asked, waiting.answered(claims).orElseThrow());
        assertEquals(0, waiting.size(), "what the response says of itself does not count");
        assertTrue(waiting.answered(claims).isEmpty(), "it was answered");
    }

    @Test
    void takesNothingForAnAnswerThatWasNotAsked() {
        Request asked = request("a.b", "x", 1, 0);
        waiting.sent(asked);
        Response answer = asked.respond(Payload.NONE);
        for (RouteStack other :
                List.of(
                        RouteStack.EMPTY,
                        RouteStack.of("x"),
                        RouteStack.of("x", "other"),
                        RouteStack.of("x", "more", "hop"))) {
            assertTrue(waiting.answered(answer.withRoutes(other)).isEmpty(), other.toString());
        }
        Request otherTag = request("a.b", "x", 2, 0);
        assertTrue(waiting.answered(otherTag.respond(Payload.NONE)).isEmpty());
        assertEquals(1, waiting.size());
    }

    @Test
    void oneNumberMayBeUsedTwiceAndIsAnsweredTwice() {
        Request same = request("a.b", "x", 7, 0);
        waiting.sent(same);
        waiting.sent(same);
        assertEquals(2, waiting.drain().size());
        waiting.sent(same);
        waiting.sent(same);
        assertTrue(waiting.answered(same.respond(Payload.NONE)).isPresent());
        assertTrue(waiting.answered(same.respond(Payload.NONE)).isPresent());
        assertTrue(waiting.answered(same.respond(Payload.NONE)).isEmpty());
    }

    /// flux-core's job-exec releases its barrier so; who asked waits for the topic.
    @Test
    void admitsWhatHasNoMatchtagFromThoseWhoAreTrusted() {
        Response release =
                request("job-exec.shell-barrier", "x", 0, Message.NORESPONSE).respond(Payload.NONE);
        assertTrue(waiting.answered(release).isEmpty());
        assertTrue(waiting.admits(release));
        assertFalse(waiting.admits(release.withRoutes(RouteStack.EMPTY)), "the broker's own core");
        assertFalse(waiting.admits(request("a.b", "x", 3, 0).respond(Payload.NONE)));
    }

    @Test
    void keepsNoPayload() {
        waiting.sent(
                Request.of("a.b", Payload.ofText("large"), 0, 1, 0).withRoutes(RouteStack.of("x")));
        assertFalse(waiting.drain().getFirst().payload().isPresent());
    }

    @Test
    void aDisconnectForgetsWhatItsSenderAskedThatService() {
        waiting.sent(request("a.b", "x", 1, 0));
        waiting.sent(request("a.e", "x", 3, 0));
        waiting.sent(request("c.d", "x", 2, 0));
        waiting.sent(request("a.b", "y", 1, 0));
        waiting.sent(request("a.disconnect", "x", 1, Message.NORESPONSE));
        assertEquals(2, waiting.size());
        assertEquals(
                List.of("c.d x", "a.b y"),
                waiting.drain().stream().map(r -> r.topic() + " " + r.routes().origin()).toList());
        assertEquals(0, waiting.size());
    }
}
