package fluxj.sim;

import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.util.HashMap;
import java.util.Map;

/// The requests that came over a link in one direction and have not had their last answer. One
/// without a matchtag is a conversation of whatever length and is not among them.
final class OpenRequests {
    private record Key(RouteStack routes, int matchtag) {}

    private final Map<Key, Boolean> streaming = new HashMap<>();

    void asked(Request request) {
        if (request.matchtag() != 0 && !request.noResponse()) {
            streaming.put(
                    new Key(request.routes(), request.matchtag()), request.has(Message.STREAMING));
        }
    }

    /// False when nobody waits for this answer (any more).
    boolean answered(Response response) {
        if (response.matchtag() == 0) {
            return true;
        }
        Key key = new Key(response.routes(), response.matchtag());
        Boolean more = streaming.get(key);
        if (more == null) {
            return false;
        }
        if (!more || response.errnum() != 0) {
            streaming.remove(key);
        }
        return true;
    }
}
