package fluxj.overlay.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.module.ManualReactor;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class CongestionTest {
    private final ManualReactor reactor = new ManualReactor();
    private final List<String> ran = new ArrayList<>();
    private long longest;
    private final Congestion congestion = new Congestion(reactor, () -> longest, 800, () -> {});

    @Test
    void isOverWhenTheLongestQueueHasGoneDownByAnEighth() {
        longest = 900;
        congestion.begin();
        congestion.onDrained(() -> ran.add("a"));
        longest = 750;
        reactor.advance(Duration.ofSeconds(1));
        assertTrue(congestion.isOn());
        assertEquals(List.of(), ran);
        longest = 700;
        reactor.advance(Duration.ofSeconds(1));
        assertFalse(congestion.isOn());
        assertEquals(List.of("a"), ran);
    }

    @Test
    void oneThatFillsTheQueueAgainLetsTheOthersWait() {
        longest = 900;
        congestion.begin();
        congestion.onDrained(
                () -> {
                    ran.add("a");
                    longest = 900;
                    congestion.begin();
                });
        congestion.onDrained(() -> ran.add("b"));
        longest = 0;
        reactor.advance(Duration.ofMillis(100));
        assertEquals(List.of("a"), ran);
        longest = 0;
        reactor.advance(Duration.ofMillis(100));
        assertEquals(List.of("a", "b"), ran);
    }

    @Test
    void whereThereIsNoneATaskRunsOnTheNextTurn() {
        congestion.onDrained(() -> ran.add("a"));
        assertEquals(List.of(), ran);
        reactor.run();
        assertEquals(List.of("a"), ran);
    }
}
