package fluxj.connector;

import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.util.HashMap;
import java.util.Map;

/// The requests of one guest's client that wait for an answer: what they hold is the guest's,
/// wherever in the instance they are parked.
final class GuestRequests {
    /// About what a request costs where it waits, without its payload.
    private static final int COST = 1024;

    private record Key(RouteStack routes, int matchtag) {}

    private record Waiting(int bytes, boolean streaming) {}

    private final Map<Key, Waiting> waiting = new HashMap<>();
    private final UserQuotas.UserQuota user;
    private final MemoryQuota quota;

    GuestRequests(UserQuotas.UserQuota user, MemoryQuota quota) {
        this.user = user;
        this.quota = quota;
    }

    /// Notes a request as it is routed; false when the guest has used up what there is.
    boolean asks(Request request) {
        if (request.noResponse()) {
            return true;
        }
        Key key = new Key(request.routes(), request.matchtag());
        over(key);
        int bytes = COST + request.payload().length();
        if (!user.waits()) {
            return false;
        }
        if (!quota.take(bytes)) {
            user.answered(1);
            return false;
        }
        waiting.put(key, new Waiting(bytes, request.has(Message.STREAMING)));
        return true;
    }

    /// Notes an answer, its routes as the request's were.
    void answered(Response response) {
        Key key = new Key(response.routes(), response.matchtag());
        Waiting one = waiting.get(key);
        if (one != null && (response.errnum() != 0 || !one.streaming())) {
            over(key);
        }
    }

    private void over(Key key) {
        Waiting one = waiting.remove(key);
        if (one != null) {
            quota.give(one.bytes());
            user.answered(1);
        }
    }

    /// The client is gone, and with it what it waits for.
    void clear() {
        waiting.values().forEach(one -> quota.give(one.bytes()));
        user.answered(waiting.size());
        waiting.clear();
    }
}
