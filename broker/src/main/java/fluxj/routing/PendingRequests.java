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
/// lost (spec broker 2.8).
///
/// A sender is its whole route stack: what another one claims to be has other routes. A request
/// without a matchtag is a conversation (`job-exec.start`, RFC 27's `sched.alloc`: their payloads
/// say what an answer is for), so its method may be answered any number of times, until its sender
/// says `disconnect`, and it cannot be failed.
public final class PendingRequests {
    private static final class Pending {
        private final Request request;
        private int times = 1;

        Pending(Request request) {
            this.request = request;
        }

        boolean isConversation() {
            return request.matchtag() == 0;
        }
    }

    /// What tells the requests of one sender apart.
    ///
    /// @param topic empty where the matchtag does it
    private record Key(int matchtag, String topic) {
        static Key of(int matchtag, String topic) {
            return new Key(matchtag, matchtag == 0 ? topic : "");
        }
    }

    private Map<RouteStack, Map<Key, Pending>> senders = Map.of();
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
        Map<Key, Pending> own =
                senders.computeIfAbsent(request.routes(), _ -> new LinkedHashMap<>(2));
        Key key = Key.of(request.matchtag(), request.topic());
        Pending kept = own.get(key);
        if (kept == null) {
            own.put(key, new Pending(request.derive(request.topic(), request.flags())));
            size++;
        } else if (!kept.isConversation()) {
            kept.times++;
            size++;
        }
    }

    private void forget(Request disconnect) {
        Map<Key, Pending> own = senders.get(disconnect.routes());
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
        Map<Key, Pending> own = senders.get(response.routes());
        Key key = Key.of(response.matchtag(), response.topic());
        Pending kept = own == null ? null : own.get(key);
        if (own == null || kept == null) {
            return Optional.empty();
        }
        boolean isLast = response.errnum() != 0 || !kept.request.has(Request.STREAMING);
        if (isLast && !kept.isConversation()) {
            size--;
            kept.times--;
            if (kept.times == 0) {
                own.remove(key);
            }
            if (own.isEmpty()) {
                senders.remove(response.routes());
            }
        }
        return Optional.of(kept.request);
    }

    /// True when a broker or a module of this instance may say this: the answer to what it was
    /// asked, or one without a matchtag. That can complete nobody's RPC; flux-core's job-exec
    /// answers so what was sent to it with NORESPONSE (`job-exec.shell-barrier`), which is not
    /// kept.
    public boolean admits(Response response) {
        return answered(response).isPresent()
                || (response.matchtag() == 0 && !response.routes().isEmpty());
    }

    /// How many wait.
    public int size() {
        return size;
    }

    /// Takes everything out that can be failed, each sender's in the order it was sent.
    public List<Request> drain() {
        List<Request> all = new ArrayList<>(size);
        for (Map<Key, Pending> own : senders.values()) {
            for (Pending kept : own.values()) {
                for (int i = 0; i < kept.times && !kept.isConversation(); i++) {
                    all.add(kept.request);
                }
            }
        }
        senders = Map.of();
        size = 0;
        return all;
    }
}
