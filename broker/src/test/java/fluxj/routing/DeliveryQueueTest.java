package fluxj.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.module.ManualReactor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class DeliveryQueueTest {
    private final ManualReactor reactor = new ManualReactor();
    private final DeliveryQueue deliveryQueue = new DeliveryQueue(reactor);
    private final List<String> done = new ArrayList<>();

    @Test
    void deliveriesRunLaterInOrderAndNeverInsideEachOther() {
        deliveryQueue.add(
                () -> {
                    done.add("a begins");
                    deliveryQueue.add(() -> done.add("c"));
                    done.add("a ends");
                });
        deliveryQueue.add(() -> done.add("b"));
        assertTrue(done.isEmpty());
        assertEquals(1, reactor.run());
        assertEquals(List.of("a begins", "a ends", "b", "c"), done);
        assertEquals(0, deliveryQueue.size());
    }

    @Test
    void aLongChainLetsTheLoopTurn() {
        int[] left = {2500};
        Runnable[] next = new Runnable[1];
        next[0] =
                () -> {
                    if (--left[0] > 0) {
                        deliveryQueue.add(next[0]);
                    }
                };
        deliveryQueue.add(next[0]);
        assertEquals(3, reactor.run());
        assertEquals(0, left[0]);
    }

    @Test
    void aDeliveryThatThrowsDoesNotStopTheNext() {
        deliveryQueue.add(
                () -> {
                    throw new IllegalStateException("bug");
                });
        deliveryQueue.add(() -> done.add("next"));
        assertThrows(IllegalStateException.class, reactor::run);
        reactor.run();
        assertEquals(List.of("next"), done);
    }
}
