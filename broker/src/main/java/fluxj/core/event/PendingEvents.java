package fluxj.core.event;

import fluxj.core.event.EventProtocol.Publish;
import fluxj.core.event.EventProtocol.Published;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.routing.Router;
import fluxj.rpc.Call;
import fluxj.wire.Credentials;
import fluxj.wire.Event;

import java.util.ArrayDeque;
import java.util.Deque;

/// Events that wait, in order, until the slowest broker that reads has room: the publisher's answer
/// comes when its event is out. What waits is bounded, and guests cannot have the owner's share.
final class PendingEvents {
    private static final long GUESTS = 16L << 20;
    private static final long ALL = 64L << 20;
    private static final int EACH = 512;

    private record Waiting(Call<Publish, Published> call, Event event, long bytes) {}

    private final Router router;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean asked;

    PendingEvents(Router router) {
        this.router = router;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// @throws FluxException EAGAIN when too much waits
    void add(Call<Publish, Published> call, Event event) {
        long count = EACH + (long) event.topic().length() + event.payload().length();
        boolean guest = !call.from().hasAny(Credentials.OWNER);
        if (!waiting.isEmpty() && bytes + count > (guest ? GUESTS : ALL)) {
            throw new FluxException(
                    Errno.EAGAIN, "too many events wait for brokers that read slowly: try again");
        }
        bytes += count;
        waiting.add(new Waiting(call, event, count));
        ask();
    }

    private void ask() {
        if (!asked) {
            asked = true;
            router.onDrained(this::publish);
        }
    }

    private void publish() {
        asked = false;
        while (!waiting.isEmpty() && !router.isCongested()) {
            Waiting next = waiting.remove();
            bytes -= next.bytes();
            next.call().reply(new Published(router.publish(next.event())));
        }
        if (!waiting.isEmpty()) {
            ask();
        }
    }
}
