package fluxj.routing;

import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The requests that were handed to one peer (a client, a module's process, a broker) and wait for
/// its answers. Nothing else may come from it as a response, and these can be failed when it is
/// lost (spec 2.8).
///
/// A sender is its whole route stack: what another one claims to be has other routes.
public final class Unanswered {
    private static final class Kept {
        private final Request request;
        private int times = 1;

        Kept(Request request) {
            this.request = request;
        }
    }

    private Map<RouteStack, Map<Integer, Kept>> senders = Map.of();
    private int size;

    /// Notes a request as it was handed over; its payload is not kept. A `disconnect` means that
    /// its sender waits for nothing of that service any more.
    public void sent(Request request) {
        if (request.topic().endsWith(".disconnect")) {
            forget(request);
        }
        if (request.noResponse()) {
            return;
        }
        if (senders.isEmpty()) {
            senders = new LinkedHashMap<>();
        }
        Kept kept =
                senders.computeIfAbsent(request.routes(), _ -> new LinkedHashMap<>(2))
                        .get(request.matchtag());
        if (kept == null) {
            senders.get(request.routes())
                    .put(
                            request.matchtag(),
                            new Kept(request.derive(request.topic(), request.flags())));
        } else {
            kept.times++;
        }
        size++;
    }

    private void forget(Request disconnect) {
        Map<Integer, Kept> own = senders.get(disconnect.routes());
        if (own == null) {
            return;
        }
        own.values()
                .removeIf(
                        kept -> {
                            boolean over =
                                    DisconnectTracker.disconnectTopic(kept.request.topic())
                                            .equals(disconnect.topic());
                            size -= over ? kept.times : 0;
                            return over;
                        });
        if (own.isEmpty()) {
            senders.remove(disconnect.routes());
        }
    }

    /// The request that a response answers, without its payload; empty when there is none, and the
    /// response is then nobody's. The last answer to a request is noted as such.
    public Optional<Request> answered(Response response) {
        Map<Integer, Kept> own = senders.get(response.routes());
        Kept kept = own == null ? null : own.get(response.matchtag());
        if (own == null || kept == null) {
            return Optional.empty();
        }
        if (response.errnum() != 0 || !kept.request.has(Request.STREAMING)) {
            size--;
            kept.times--;
            if (kept.times == 0) {
                own.remove(response.matchtag());
            }
            if (own.isEmpty()) {
                senders.remove(response.routes());
            }
        }
        return Optional.of(kept.request);
    }

    /// How many wait.
    public int size() {
        return size;
    }

    /// Takes everything out, each sender's in the order it was sent.
    public List<Request> drain() {
        List<Request> all = new ArrayList<>(size);
        for (Map<Integer, Kept> own : senders.values()) {
            for (Kept kept : own.values()) {
                for (int i = 0; i < kept.times; i++) {
                    all.add(kept.request);
                }
            }
        }
        senders = Map.of();
        size = 0;
        return all;
    }
}
