package fluxj.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class DispatcherTest {
    private static final Credentials OWNER = new Credentials(1000, Credentials.OWNER);
    private static final Credentials GUEST = new Credentials(2000, Credentials.USER);

    record Number(int n) {}

    private static final RpcMethod<Number, Number> DOUBLE =
            new RpcMethod<>("svc.double", Number.class, Number.class, Access.USER);
    private static final RpcMethod<Empty, Empty> LATER =
            new RpcMethod<>("svc.later", Empty.class, Empty.class, Access.OWNER);
    private static final StreamMethod<Empty, Number> WATCH =
            new StreamMethod<>("svc.watch", Empty.class, Number.class, Access.USER, false);
    private static final StreamMethod<Empty, Number> FOLLOW =
            new StreamMethod<>("svc.follow", Empty.class, Number.class, Access.USER, true);

    private static final RpcMethod<Matchtag, Empty> FOLLOW_CANCEL =
            new RpcMethod<>("svc.follow-cancel", Matchtag.class, Empty.class, Access.USER);

    private final List<Response> replies = new ArrayList<>();
    private final List<RuntimeException> faults = new ArrayList<>();
    private final List<Call<Empty, Empty>> later = new ArrayList<>();
    private final List<StreamCall<Empty, Number>> streams = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final Dispatcher dispatcher =
            new Dispatcher(
                    HandlerTable.builder()
                            .on(DOUBLE, call -> call.reply(new Number(2 * call.body().n())))
                            .on(LATER, later::add)
                            .on(WATCH, streams::add)
                            .on(FOLLOW, streams::add)
                            .onCancel(FOLLOW_CANCEL, FOLLOW)
                            .onRaw("svc.bug", Access.OWNER, DispatcherTest::bug)
                            .on(
                                    new RpcMethod<>(
                                            "svc.twice", Empty.class, Empty.class, Access.OWNER),
                                    DispatcherTest::answerThenThrow)
                            .on(
                                    new StreamMethod<>(
                                            "svc.broken",
                                            Empty.class,
                                            Empty.class,
                                            Access.OWNER,
                                            false),
                                    DispatcherTest::breakStream)
                            .onEvent("svc.*", event -> events.add(event.topic()))
                            .onEvent("svc.bad", DispatcherTest::badEvent)
                            .build(),
                    replies::add,
                    faults::add);

    private static void bug(RawCall call) {
        throw new IllegalStateException("oops");
    }

    private static void answerThenThrow(Call<Empty, Empty> call) {
        call.reply(Empty.EMPTY);
        throw new IllegalStateException("too late");
    }

    private static void breakStream(StreamCall<Empty, Empty> call) {
        throw new FluxException(Errno.EBUSY, "no room");
    }

    private static void badEvent(Event event) {
        throw new IllegalStateException("event");
    }

    private static Request request(String topic, String json, int flags, Credentials cred) {
        return Request.of(topic, Payload.ofText(json), Message.NODEID_ANY, 7, flags)
                .withCred(cred)
                .withRoutes(RouteStack.of("client"));
    }

    private void send(String topic, String json, int flags, Credentials cred) {
        dispatcher.request(request(topic, json, flags, cred));
    }

    private FluxException lastError() {
        return replies.getLast().error();
    }

    @Test
    void aMethodIsDecodedRunAndAnswered() {
        send("svc.double", "{\"n\":21}", 0, GUEST);
        Response reply = replies.getFirst();
        assertEquals("{\"n\":42}", reply.payload().text());
        assertEquals(7, reply.matchtag());
        assertEquals(RouteStack.of("client"), reply.routes());
    }

    @Test
    void aWrongPayloadNeverReachesTheHandler() {
        send("svc.double", "{\"n\":\"x\"}", 0, GUEST);
        assertEquals(Errno.EPROTO, lastError().errno());
        assertEquals("Protocol error: Expected integer, got string: n", lastError().text());
        send("svc.double", "{", 0, GUEST);
        assertEquals(Errno.EPROTO, lastError().errno());
    }

    @Test
    void rolesAreChecked() {
        send("svc.later", "{}", 0, GUEST);
        assertEquals("Request requires owner credentials", lastError().text());
        send("svc.double", "{\"n\":1}", 0, Credentials.NONE);
        assertEquals("Request rejected due to insufficient privilege", lastError().text());
        assertEquals(Errno.EPERM, lastError().errno());
        assertTrue(later.isEmpty());
    }

    @Test
    void anUnknownMethodIsRefusedUnlessNobodyListens() {
        send("svc.nosuch", "{}", 0, OWNER);
        assertEquals("Unknown service method 'svc.nosuch'", lastError().text());
        send("svc.nosuch", "{}", Message.NORESPONSE, OWNER);
        send("svc.disconnect", "{}", Message.NORESPONSE, OWNER);
        assertEquals(1, replies.size());
    }

    @Test
    void aRequestWithoutResponseGetsNone() {
        send("svc.double", "{\"n\":1}", Message.NORESPONSE, OWNER);
        assertTrue(replies.isEmpty());
    }

    @Test
    void aSecondAnswerIsABug() {
        send("svc.later", "{}", 0, OWNER);
        later.getFirst().reply(Empty.EMPTY);
        assertThrows(IllegalStateException.class, () -> later.getFirst().fail(Errno.EIO, "again"));
        assertEquals(1, replies.size());
        assertFalse(replies.getFirst().payload().isPresent());
    }

    @Test
    void aBugIsReportedAndAnsweredOnce() {
        send("svc.bug", "{}", 0, OWNER);
        assertEquals(Errno.EIO, lastError().errno());
        send("svc.twice", "{}", 0, OWNER);
        assertEquals(2, replies.size());
        assertEquals(0, replies.getLast().errnum());
        assertEquals(2, faults.size());
    }

    @Test
    void callsThatWaitFailWhenTheServiceEnds() {
        send("svc.later", "{}", 0, OWNER);
        send("svc.later", "{}", 0, OWNER);
        later.getFirst().reply(Empty.EMPTY);
        assertEquals(1, dispatcher.waitingCalls());
        dispatcher.failAll(Errno.EHOSTUNREACH, "gone");
        assertEquals(2, replies.size());
        assertEquals("gone", lastError().text());
        assertEquals(0, dispatcher.waitingCalls());
    }

    @Test
    void aStreamSendsUntilItEnds() {
        send("svc.watch", "{}", Message.STREAMING, GUEST);
        StreamCall<Empty, Number> stream = streams.getFirst();
        stream.send(new Number(1));
        stream.send(new Number(2));
        stream.end();
        stream.send(new Number(3));
        assertEquals(3, replies.size());
        assertEquals(Errno.ENODATA, lastError().errno());
        assertEquals(0, dispatcher.openStreams());
    }

    @Test
    void withoutTheFlagAStreamIsOneAnswer() {
        send("svc.watch", "{}", 0, GUEST);
        streams.getFirst().send(new Number(1));
        streams.getFirst().send(new Number(2));
        assertEquals(1, replies.size());
        assertEquals(0, dispatcher.openStreams());
    }

    @Test
    void aMethodThatMustStreamSaysSo() {
        send("svc.follow", "{}", 0, GUEST);
        assertEquals(Errno.EPROTO, lastError().errno());
        assertTrue(streams.isEmpty());
    }

    @Test
    void aStreamThatIsRefusedIsNotKept() {
        send("svc.broken", "{}", Message.STREAMING, OWNER);
        assertEquals("no room", lastError().text());
        assertEquals(1, replies.size());
        assertEquals(0, dispatcher.openStreams());
    }

    @Test
    void cancelEndsTheStreamOfThatTagAndSender() {
        send("svc.watch", "{}", Message.STREAMING, GUEST);
        List<String> closed = new ArrayList<>();
        streams.getFirst().onClosed(() -> closed.add("closed"));
        dispatcher.request(
                request("svc.cancel", "{\"matchtag\":7}", Message.NORESPONSE, GUEST)
                        .withRoutes(RouteStack.of("other")));
        send("svc.cancel", "{\"matchtag\":8}", Message.NORESPONSE, GUEST);
        assertTrue(closed.isEmpty());
        send("svc.cancel", "{\"matchtag\":7}", Message.NORESPONSE, GUEST);
        assertEquals(List.of("closed"), closed);
        assertEquals(Errno.ENODATA, lastError().errno());
    }

    @Test
    void aCancelOfItsOwnEndsStreamsOfThatMethodAlone() {
        send("svc.watch", "{}", Message.STREAMING, GUEST);
        send("svc.follow-cancel", "{\"matchtag\":7}", Message.NORESPONSE, GUEST);
        assertTrue(streams.getFirst().isOpen());
        send("svc.follow", "{}", Message.STREAMING, GUEST);
        send("svc.follow-cancel", "{\"matchtag\":7}", Message.NORESPONSE, GUEST);
        assertFalse(streams.getLast().isOpen());
        assertEquals(Errno.ENODATA, lastError().errno());
        assertEquals(1, dispatcher.openStreams());
    }

    @Test
    void disconnectClosesTheSendersStreamsInSilence() {
        send("svc.watch", "{}", Message.STREAMING, GUEST);
        dispatcher.request(
                request("svc.disconnect", "{}", Message.NORESPONSE, new Credentials(2001, 2)));
        assertTrue(streams.getFirst().isOpen());
        send("svc.disconnect", "{}", Message.NORESPONSE, GUEST);
        assertFalse(streams.getFirst().isOpen());
        assertTrue(replies.isEmpty());
    }

    @Test
    void eventsReachEveryHandlerThatMatchesWhateverOneOfThemDoes() {
        Credentials owner = new Credentials(1, Credentials.OWNER);
        dispatcher.event(Event.of("svc.bad", Payload.NONE, 0).withCred(owner));
        dispatcher.event(Event.of("other", Payload.NONE, 0).withCred(owner));
        assertEquals(List.of("svc.bad"), events);
        assertEquals(1, faults.size());
    }

    @Test
    void anEventOfAGuestReachesNoHandler() {
        dispatcher.event(Event.of("svc.bad", Payload.NONE, 0).withCred(GUEST));
        dispatcher.event(Event.of("svc.bad", Payload.NONE, 0));
        assertEquals(List.of(), events);
    }

    /// Declares one method.
    public static final class OneMethod {
        /// The method.
        public static final RpcMethod<Empty, Empty> ONLY =
                new RpcMethod<>("svc.only", Empty.class, Empty.class, Access.OWNER);

        private OneMethod() {}
    }

    @Test
    void aTableMustBindWhatItsProtocolDeclaresAndNothingTwice() {
        assertThrows(
                IllegalStateException.class,
                () -> HandlerTable.forProtocol(OneMethod.class).build());
        HandlerTable.Builder table =
                HandlerTable.forProtocol(OneMethod.class)
                        .on(OneMethod.ONLY, call -> call.reply(Empty.EMPTY));
        assertEquals(List.of("svc.only"), table.build().topics());
        assertThrows(
                IllegalStateException.class,
                () -> table.onRaw("svc.only", Access.OWNER, DispatcherTest::bug));
    }

    @Test
    void aReplyMayBeAPromiseThatFails() {
        send("svc.later", "{}", 0, OWNER);
        later.getFirst()
                .replyWith(
                        fluxj.reactor.Promise.failed(new FluxException(Errno.ENOENT, "not here")));
        assertEquals("not here", lastError().text());
    }

    @Test
    void bodiesWithoutARecordAreSentAsTheyAre() {
        send("svc.later", "{}", 0, OWNER);
        later.getFirst().reply(Payload.of(JsonObject.of("a", 1)));
        assertEquals("{\"a\":1}", replies.getFirst().payload().text());
    }
}
