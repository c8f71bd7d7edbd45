package fluxj.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.routing.OverlayLinks;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/// A publisher is held back while brokers read slowly.
class EventServiceTest implements OverlayLinks {
    private static final Credentials GUEST = new Credentials(2000, Credentials.USER);
    private static final Credentials OWNER =
            new Credentials(TestBroker.OWNER_UID, Credentials.OWNER);
    private static final String MEBIBYTE = Base64.getEncoder().encodeToString(new byte[1 << 20]);

    private final TestBroker broker = new TestBroker();
    private final List<String> published = new ArrayList<>();
    private final Deque<Runnable> drained = new ArrayDeque<>();
    private boolean congested;
    private int room = Integer.MAX_VALUE;
    private int tag;

    EventServiceTest() {
        broker.router().attachTree(this);
        broker.core().add("event", flux -> new EventService(flux, broker.router()));
    }

    @Override
    public void eventDown(Event event) {
        published.add(event.topic());
        room--;
        congested = room <= 0;
    }

    @Override
    public boolean isCongested() {
        return congested;
    }

    @Override
    public void onDrained(Runnable task) {
        drained.add(task);
    }

    @Override
    public void eventUp(Event event) {}

    @Override
    public void request(Request request) {}

    @Override
    public void response(Response response) {}

    private void ask(String topic, String payload, Credentials from) {
        broker.send(
                Request.of(
                                "event.publish",
                                Payload.of(
                                        JsonObject.builder()
                                                .put("topic", topic)
                                                .put("flags", 0)
                                                .put("payload", payload)
                                                .build()),
                                Message.NODEID_ANY,
                                ++tag,
                                0)
                        .withCred(from));
        broker.reactor().run();
    }

    /// Error numbers of the answers so far, 0 for success.
    private List<Integer> answers() {
        List<Integer> errors = new ArrayList<>();
        for (Message message : broker.received()) {
            errors.add(((Response) message).errnum());
        }
        return errors;
    }

    @Test
    void isAnsweredInOrderWhenThereIsRoom() {
        congested = true;
        ask("a", "", OWNER);
        ask("b", "", OWNER);
        ask("c", "", OWNER);
        assertEquals(List.of(), answers());
        congested = false;
        room = 2;
        drained.remove().run();
        broker.reactor().run();
        assertEquals(List.of("a", "b"), published);
        assertEquals(List.of(0, 0), answers());
        congested = false;
        room = 10;
        drained.remove().run();
        broker.reactor().run();
        ask("d", "", OWNER);
        assertEquals(List.of("a", "b", "c", "d"), published);
        assertEquals(List.of(0, 0, 0, 0), answers());
    }

    @Test
    void guestsCannotHaveTheOwnersShareOfWhatWaits() {
        congested = true;
        for (int i = 0; i < 20; i++) {
            ask("guest", MEBIBYTE, GUEST);
        }
        int again = Errno.EAGAIN.number();
        assertEquals(List.of(again, again, again, again, again), answers());
        for (int i = 0; i < 60; i++) {
            ask("owner", MEBIBYTE, OWNER);
        }
        assertEquals(5 + 12, answers().size());
    }
}
