package fluxj.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.module.ManualReactor;
import fluxj.routing.OverlayLinks;
import fluxj.routing.Router;
import fluxj.rpc.RpcClient;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Nothing that reports the failure of a channel uses that channel, and nothing is lost in silence.
class LogForwarderTest {
    private final ManualReactor reactor = new ManualReactor();
    private final Router router =
            new Router(1, "uuid", () -> new Credentials(1000, Credentials.OWNER));
    private final List<String> sent = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private final LogForwarder forwarder =
            new LogForwarder(
                    reactor,
                    new RpcClient(this::send, () -> 1),
                    router,
                    (severity, text) -> {
                        logged.add(text);
                        this.forwarder().forward(text);
                    },
                    shown::add);
    private OverlayLinks.Uplink uplink = OverlayLinks.Uplink.OPEN;
    private boolean sendingLogs;

    LogForwarderTest() {
        router.attachTree(
                new OverlayLinks() {
                    @Override
                    public void request(Request request) {}

                    @Override
                    public void response(Response response) {}

                    @Override
                    public void eventUp(Event event) {}

                    @Override
                    public void eventDown(Event event) {}

                    @Override
                    public Uplink uplink() {
                        return uplink;
                    }
                });
    }

    private LogForwarder forwarder() {
        return forwarder;
    }

    private void send(Request request) {
        sent.add(new String(request.payload().bytes(), java.nio.charset.StandardCharsets.UTF_8));
        if (sendingLogs) {
            sendingLogs = false;
            forwarder.forward("parent has stopped reading");
            uplink = OverlayLinks.Uplink.FULL;
        }
    }

    @Test
    void whatSendingLogsWaitsUntilTheParentReads() {
        forwarder.open();
        sendingLogs = true;
        forwarder.forward("a");
        forwarder.forward("b");
        reactor.advance(Duration.ofSeconds(1));
        assertEquals(List.of("a"), sent);
        uplink = OverlayLinks.Uplink.OPEN;
        reactor.advance(Duration.ofSeconds(1));
        assertEquals(List.of("a", "parent has stopped reading", "b"), sent);
        assertEquals(List.of(), shown);
    }

    @Test
    void whatIsDroppedIsCounted() {
        forwarder.open();
        uplink = OverlayLinks.Uplink.FULL;
        for (int i = 0; i < 2000; i++) {
            forwarder.forward("record " + i);
        }
        assertEquals(List.of(), sent);
        uplink = OverlayLinks.Uplink.OPEN;
        reactor.advance(Duration.ofSeconds(1));
        assertEquals("record 976", sent.getFirst());
        assertEquals(
                List.of("976 log records were dropped: the parent did not take them in time"),
                logged);
        assertEquals(logged.getFirst(), sent.getLast());
        assertEquals(1025, sent.size());
    }

    @Test
    void withoutAParentRecordsAreShownHere() {
        forwarder.forward("early");
        forwarder.open();
        uplink = OverlayLinks.Uplink.GONE;
        forwarder.forward("late");
        assertEquals(List.of("early"), sent);
        assertEquals(List.of("late"), shown);
        uplink = OverlayLinks.Uplink.FULL;
        forwarder.forward("last");
        forwarder.close();
        assertTrue(shown.contains("last"));
    }
}
