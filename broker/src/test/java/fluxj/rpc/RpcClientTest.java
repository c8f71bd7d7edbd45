package fluxj.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RpcClientTest {
    record Number(int n) {}

    private static final RpcMethod<Number, Number> DOUBLE =
            new RpcMethod<>("svc.double", Number.class, Number.class, Access.USER);
    private static final StreamMethod<Empty, Number> WATCH =
            new StreamMethod<>("svc.watch", Empty.class, Number.class, Access.USER, true);

    private final List<Request> sent = new ArrayList<>();
    private final List<Object> got = new ArrayList<>();
    private final RpcClient client = new RpcClient(sent::add, () -> 3);

    private void error(FluxException e) {
        got.add(e.errno() + " " + e.text());
    }

    @Test
    void aCallIsAnsweredByItsOwnResponse() {
        client.call(DOUBLE, 0, new Number(1)).then(got::add, this::error);
        client.call(DOUBLE, 0, new Number(2)).then(got::add, this::error);
        assertTrue(client.response(sent.get(1).respond(Payload.of(new Number(4)))));
        assertTrue(client.response(sent.get(0).respond(Payload.of(new Number(2)))));
        assertEquals(List.of(new Number(4), new Number(2)), got);
        assertEquals(0, client.pendingCount());
        assertFalse(client.response(sent.get(0).respond(Payload.NONE)));
    }

    @Test
    void anErrorFailsTheCallWithItsText() {
        client.call(DOUBLE, 0, new Number(1)).then(got::add, this::error);
        client.response(sent.getFirst().respondError(Errno.ENOENT, "nothing"));
        assertEquals(List.of(Errno.ENOENT + " nothing"), got);
    }

    @Test
    void aReplyOfTheWrongShapeFailsTheCall() {
        client.call(DOUBLE, 0, new Number(1)).then(got::add, this::error);
        client.response(sent.getFirst().respond(Payload.ofText("{}")));
        assertEquals(1, got.size());
        assertTrue(got.getFirst().toString().startsWith(Errno.EPROTO.toString()));
    }

    @Test
    void upstreamIsAFlagAndTheSendersRank() {
        client.call(DOUBLE, Message.NODEID_UPSTREAM, new Number(1)).then(got::add, this::error);
        assertTrue(sent.getFirst().has(Message.UPSTREAM));
        assertEquals(3, sent.getFirst().nodeid());
        client.send("svc.note", Message.NODEID_UPSTREAM, Payload.NONE);
        assertTrue(sent.getLast().noResponse());
        assertEquals(3, sent.getLast().nodeid());
        assertEquals(0, sent.getLast().matchtag());
    }

    @Test
    void aMethodThatIsNotToAnswerIsSentWithoutAMatchtag() {
        client.send(DOUBLE, 2, new Number(1));
        assertTrue(sent.getFirst().noResponse());
        assertEquals("svc.double", sent.getFirst().topic());
        assertEquals("{\"n\":1}", sent.getFirst().payload().text());
        assertEquals(0, sent.getFirst().matchtag());
    }

    @Test
    void theFirstItemAloneIsAskedForWithoutStreaming() {
        client.first(WATCH, 0, Empty.EMPTY).then(got::add, this::error);
        assertFalse(sent.getFirst().has(Message.STREAMING));
        client.response(sent.getFirst().respond(Payload.of(new Number(1))));
        assertEquals(List.of(new Number(1)), got);
        assertEquals(0, client.pendingCount());
    }

    @Test
    void aStreamGivesItemsAndThenItsEnd() {
        client.open(WATCH, 0, Empty.EMPTY, got::add, this::error);
        Request request = sent.getFirst();
        assertTrue(request.has(Message.STREAMING));
        client.response(request.respond(Payload.of(new Number(1))));
        client.response(request.respond(Payload.of(new Number(2))));
        client.response(request.respondError(Errno.ENODATA, ""));
        assertEquals(List.of(new Number(1), new Number(2), Errno.ENODATA + " "), got);
        assertEquals(0, client.pendingCount());
    }

    @Test
    void cancellingAStreamAsksItsService() {
        RpcClient.Stream stream = client.open(WATCH, 5, Empty.EMPTY, got::add, this::error);
        stream.cancel();
        Request cancel = sent.getLast();
        assertEquals("svc.cancel", cancel.topic());
        assertEquals(5, cancel.nodeid());
        assertTrue(cancel.noResponse());
        assertEquals("{\"matchtag\":" + sent.getFirst().matchtag() + "}", cancel.payload().text());
        stream.cancel(
                new RpcMethod<>("svc.watch-cancel", Matchtag.class, Empty.class, Access.USER));
        assertEquals("svc.watch-cancel", sent.getLast().topic());
        stream.forget();
        assertFalse(client.response(sent.getFirst().respondError(Errno.ENODATA, "")));
    }

    @Test
    void whenTheWayOutIsGoneEverythingFails() {
        client.call(DOUBLE, 0, new Number(1)).then(got::add, this::error);
        client.open(WATCH, 0, Empty.EMPTY, got::add, this::error);
        client.failAll(new FluxException(Errno.EHOSTUNREACH, "lost"));
        assertEquals(List.of(Errno.EHOSTUNREACH + " lost", Errno.EHOSTUNREACH + " lost"), got);
        assertEquals(0, client.pendingCount());
    }
}
