package fluxj.services.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Idset;

import org.junit.jupiter.api.Test;

import java.util.Random;

class AcquireViewTest {
    private static Idset ids(String text) {
        return Idset.parse(text);
    }

    private static String change(AcquireView view, String unavailable, String gone) {
        AcquireView.Change change = view.update(ids(unavailable), ids(gone));
        return "up " + change.up() + " down " + change.down() + " shrink " + change.shrink();
    }

    @Test
    void onlyWhatChangesIsTold() {
        AcquireView view = new AcquireView(ids("0-3"), ids("2-3"), Idset.EMPTY);

        assertEquals("0-1", view.up().toString());
        assertEquals("up 2 down 0 shrink ", change(view, "0,3", ""));
        assertTrue(view.update(ids("0,3"), Idset.EMPTY).isEmpty());
        assertEquals("up 0,3 down  shrink ", change(view, "", ""));
    }

    @Test
    void nodesThatAreNotLentAreNotTold() {
        AcquireView view = new AcquireView(ids("1-3"), ids("0-9"), Idset.EMPTY);
        assertEquals("up 1-3 down  shrink ", change(view, "", ""));
    }

    @Test
    void aNodeIsGoneOnceAndForGood() {
        AcquireView view = new AcquireView(ids("0-3"), Idset.EMPTY, Idset.EMPTY);

        assertEquals("up  down 3 shrink 3", change(view, "3", "3"));
        assertEquals("up  down  shrink ", change(view, "", ""));
        assertEquals("up  down 2 shrink 2", change(view, "2", "2-3"));
    }

    @Test
    void nodesThatAreGoneAlreadyAreNotTold() {
        AcquireView view = new AcquireView(ids("0-3"), ids("3"), ids("3"));
        assertEquals("up  down  shrink ", change(view, "3", "3"));
    }

    /// What a scheduler makes of the changes is what is available.
    @Test
    void changesAddUpToWhatIs() {
        Random random = new Random(3);
        Idset lent = ids("0-19");
        AcquireView view = new AcquireView(lent, lent, Idset.EMPTY);
        Idset up = view.up();
        for (int i = 0; i < 500; i++) {
            Idset.Builder unavailable = Idset.builder();
            for (int rank = 0; rank < 25; rank++) {
                if (random.nextBoolean()) {
                    unavailable.add(rank);
                }
            }
            AcquireView.Change change = view.update(unavailable.build(), Idset.EMPTY);
            assertTrue(change.up().intersect(up).isEmpty());
            assertTrue(up.containsAll(change.down()));
            up = up.union(change.up()).minus(change.down());
            assertEquals(lent.minus(unavailable.build()), up);
        }
    }
}
