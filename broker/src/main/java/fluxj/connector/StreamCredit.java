package fluxj.connector;

import fluxj.json.JsonObject;
import fluxj.shell.spi.TerminusProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Holds back the output of processes that one client runs (RFC 42), or at whose terminal it is,
/// while it does not read. A server of ours stops reading a pipe when it has sent what it has
/// credit for; `<service>.credit` goes the way of the request that opened the stream, first for a
/// window and then for what the client has really taken. A server that knows nothing of this
/// overlooks it, as it wants no answer.
final class StreamCredit {
    /// What may be under way in one stream, while there are few.
    static final int WINDOW = 1 << 20;

    private static final int FEW = 16;
    private static final int MANY = 512;

    private record Key(RouteStack routes, int matchtag) {}

    private static final class Stream {
        private final Request request;
        private final int window;
        private int taken;

        Stream(Request request, int window) {
            this.request = request;
            this.window = window;
        }
    }

    private final Map<Key, Stream> streams = new HashMap<>();
    private final Consumer<? super Request> send;

    /// @param send takes each credit message, routed as the requests are
    StreamCredit(Consumer<? super Request> send) {
        this.send = send;
    }

    /// Grants a new stream its window; other requests are no concern of this. The request has been
    /// sent, with the routes it was sent with.
    void sent(Request request) {
        if (!request.has(Message.STREAMING) || request.noResponse() || !runsProcess(request)) {
            return;
        }
        int open = streams.size();
        int window = open < FEW ? WINDOW : open < MANY ? WINDOW / 16 : WINDOW / 64;
        Stream stream = new Stream(request.derive(topic(request), creditFlags(request)), window);
        streams.put(new Key(request.routes(), request.matchtag()), stream);
        grant(stream, window);
    }

    private static boolean runsProcess(Request request) {
        return request.topic().endsWith(".exec")
                || request.topic().endsWith(".attach")
                || TerminusProtocol.isSession(request.topic());
    }

    private static String topic(Request request) {
        return request.topic().substring(0, request.topic().lastIndexOf('.') + 1) + "credit";
    }

    private static int creditFlags(Request request) {
        return (request.flags() & ~Message.STREAMING) | Message.NORESPONSE;
    }

    /// What to do when the client has taken a response, which has the routes that its request was
    /// sent with.
    Runnable onTaken(Response response) {
        if (streams.isEmpty()) {
            return StreamCredit::nothing;
        }
        Key key = new Key(response.routes(), response.matchtag());
        if (response.errnum() != 0) {
            streams.remove(key);
            return StreamCredit::nothing;
        }
        Stream stream = streams.get(key);
        if (stream == null) {
            return StreamCredit::nothing;
        }
        int bytes = response.payload().length();
        return () -> taken(key, stream, bytes);
    }

    private static void nothing() {}

    private void taken(Key key, Stream stream, int bytes) {
        stream.taken += bytes;
        if (stream.taken >= stream.window / 2 && streams.get(key) == stream) {
            grant(stream, stream.taken);
            stream.taken = 0;
        }
    }

    private void grant(Stream stream, int bytes) {
        Request request = stream.request;
        Payload body =
                Payload.of(
                        JsonObject.builder()
                                .put("matchtag", request.matchtag())
                                .put("bytes", bytes)
                                .build());
        send.accept(
                new Request(
                        request.topic(),
                        body,
                        request.cred(),
                        request.routes(),
                        request.flags(),
                        request.nodeid(),
                        0));
    }
}
