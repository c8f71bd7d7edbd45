package fluxj.overlay.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// The check of event numbers (spec broker 2.9).
class EventSequenceTest {
    private final EventSequence events = new EventSequence();

    private String text(int sequence) {
        return events.check(sequence).text();
    }

    @Test
    void anyFirstNumberIsFine() {
        assertEquals("", text(7));
        assertEquals("", text(8));
    }

    @Test
    void gapsAndDuplicatesAreTold() {
        assertEquals("", text(1));
        assertEquals("lost event 2", text(3));
        assertEquals("lost events 4-6", text(7));
        assertEquals("duplicate event 5", text(5));
        assertEquals("duplicate event 7", text(7));
        assertEquals("", text(8));
    }

    @Test
    void numbersAreUnsigned() {
        assertEquals("", text(0x7fffffff));
        assertEquals("", text(0x80000000));
        assertEquals("lost event 2147483649", text(0x80000002));
    }
}
