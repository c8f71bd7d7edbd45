package fluxj.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.module.ManualReactor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class InboxTest {
    private final ManualReactor reactor = new ManualReactor();
    private final Inbox inbox = new Inbox(reactor);
    private final List<String> done = new ArrayList<>();

    @Test
    void deliveriesRunLaterInOrderAndNeverInsideEachOther() {
        inbox.add(
                () -> {
                    done.add("a begins");
                    inbox.add(() -> done.add("c"));
                    done.add("a ends");
                });
        inbox.add(() -> done.add("b"));
        assertTrue(done.isEmpty());
        assertEquals(1, reactor.run());
        assertEquals(List.of("a begins", "a ends", "b", "c"), done);
        assertEquals(0, inbox.size());
    }

    @Test
    void aLongChainLetsTheLoopTurn() {
        int[] left = {2500};
        Runnable[] next = new Runnable[1];
        next[0] =
                () -> {
                    if (--left[0] > 0) {
                        inbox.add(next[0]);
                    }
                };
        inbox.add(next[0]);
        assertEquals(3, reactor.run());
        assertEquals(0, left[0]);
    }

    @Test
    void aDeliveryThatThrowsDoesNotStopTheNext() {
        inbox.add(
                () -> {
                    throw new IllegalStateException("bug");
                });
        inbox.add(() -> done.add("next"));
        assertThrows(IllegalStateException.class, reactor::run);
        reactor.run();
        assertEquals(List.of("next"), done);
    }
}
