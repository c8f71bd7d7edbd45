package fluxj.overlay.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Topology;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// Subtree status and the table of children (spec broker 2.6).
class SubtreeStatusTest {
    private final Children children = new Children(Topology.create("kary:3", 13), 0, 0);

    private Child child(int rank) {
        return children.ofRank(rank).orElseThrow();
    }

    private void set(int rank, SubtreeStatus status) {
        children.setStatus(child(rank), status, 5_000_000_000L);
    }

    @Test
    void aLeafIsFull() {
        Children none = new Children(Topology.create("kary:3", 13), 12, 0);
        assertEquals(SubtreeStatus.FULL, none.subtreeStatus());
    }

    @Test
    void theWorstChildDecides() {
        assertEquals(SubtreeStatus.PARTIAL, children.subtreeStatus());
        for (int rank = 1; rank <= 3; rank++) {
            children.admit(child(rank), "uuid-" + rank);
            set(rank, SubtreeStatus.FULL);
        }
        assertEquals(SubtreeStatus.FULL, children.subtreeStatus());
        set(2, SubtreeStatus.PARTIAL);
        assertEquals(SubtreeStatus.PARTIAL, children.subtreeStatus());
        set(3, SubtreeStatus.LOST);
        assertEquals(SubtreeStatus.DEGRADED, children.subtreeStatus());
        set(3, SubtreeStatus.OFFLINE);
        assertEquals(SubtreeStatus.PARTIAL, children.subtreeStatus());
        assertEquals(2, children.onlineCount());
    }

    @Test
    void numbersAreThoseOfTheWire() {
        assertEquals(Optional.of(SubtreeStatus.PARTIAL), SubtreeStatus.of(2));
        assertEquals(Optional.of(SubtreeStatus.OFFLINE), SubtreeStatus.of(5));
        assertEquals(Optional.empty(), SubtreeStatus.of(6));
        assertEquals(Optional.empty(), SubtreeStatus.of(-1));
    }

    @Test
    void childrenAreFoundByIdentityOnlyWhileOnline() {
        children.admit(child(1), "u");
        assertTrue(children.online("u").isEmpty());
        set(1, SubtreeStatus.FULL);
        assertEquals(1, children.online("u").orElseThrow().rank);
        assertThrows(IllegalStateException.class, () -> children.admit(child(1), "v"));
        set(1, SubtreeStatus.LOST);
        assertTrue(children.online("u").isEmpty());
    }

    @Test
    void aRankIsReachedThroughTheRightChild() {
        assertEquals(1, children.towards(4).orElseThrow().rank);
        assertEquals(3, children.towards(12).orElseThrow().rank);
        assertTrue(children.towards(0).isEmpty());
        assertTrue(children.towards(13).isEmpty());
        assertTrue(children.towards(-1).isEmpty());
    }
}
