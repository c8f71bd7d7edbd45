package fluxj.rpc;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.function.Consumer;

/// One request whose payload is not JSON of a known shape. The handler may answer as often as RFC 6
/// lets it.
public record RawCall(Request request, Consumer<Response> replies) {
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
