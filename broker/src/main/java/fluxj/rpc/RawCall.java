package fluxj.rpc;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// One request whose payload is not JSON of a known shape. The handler may answer as often as RFC 6
/// lets it.
///
/// @param replies takes each response
/// @param waiting tells how many bytes wait for whoever asked a request
public record RawCall(
        Request request, Consumer<Response> replies, ToLongFunction<Request> waiting) {

    /// Bytes of responses and events that wait for whoever asked: what a local client has not read,
    /// or what waits on the link to it. Cheap enough to ask before each response.
    public long backlog() {
        return waiting.applyAsLong(request);
    }

    /// Sends a success response.
    public void reply(Payload payload) {
        if (!request.noResponse()) {
            replies.accept(request.respond(payload));
        }
    }

    /// Sends an error response.
    public void fail(Errno errno, String text) {
        if (!request.noResponse()) {
            replies.accept(request.respondError(errno, text));
        }
    }

    /// Sends an error response.
    public void fail(FluxException error) {
        fail(error.errno(), error.text());
    }
}
