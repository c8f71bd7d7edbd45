package fluxj.overlay.tree;

import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The requests that went to one peer and wait for its answer, so that they can be failed when the
/// peer is lost (spec 2.8).
final class RpcTracker {
    private record Key(String origin, int matchtag) {}

    private Map<Key, Request> pending = Map.of();

    /// Notes a request that was sent, with the routes its answer has to take from here.
    void sent(Request request) {
        if (request.topic().endsWith(".disconnect")) {
            String origin = request.routes().origin();
            if (!pending.isEmpty()) {
                pending.keySet().removeIf(key -> key.origin().equals(origin));
            }
        }
        if (request.noResponse() || request.matchtag() == 0) {
            return;
        }
        if (pending.isEmpty()) {
            pending = new LinkedHashMap<>();
        }
        pending.put(new Key(request.routes().origin(), request.matchtag()), request);
    }

    /// Notes a response that came, its routes as the request's were.
    void answered(Response response) {
        if (response.isLast() && !pending.isEmpty()) {
            pending.remove(new Key(response.routes().origin(), response.matchtag()));
        }
    }

    int size() {
        return pending.size();
    }

    /// Takes everything out, in the order it was sent.
    List<Request> drain() {
        List<Request> all = new ArrayList<>(pending.values());
        pending = Map.of();
        return all;
    }
}
