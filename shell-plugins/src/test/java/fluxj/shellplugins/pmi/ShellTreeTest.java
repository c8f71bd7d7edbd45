package fluxj.shellplugins.pmi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.OptionalInt;

class ShellTreeTest {
    @Test
    void theLeaderIsAboveAll() {
        assertEquals(new ShellTree(OptionalInt.empty(), 2), ShellTree.of(2, 0, 7));
        assertEquals(new ShellTree(OptionalInt.empty(), 0), ShellTree.of(2, 0, 1));
    }

    @Test
    void eachShellIsBelowExactlyOne() {
        for (int size = 1; size < 40; size++) {
            for (int fanout = 1; fanout <= size; fanout++) {
                int below = 0;
                for (int rank = 0; rank < size; rank++) {
                    ShellTree place = ShellTree.of(fanout, rank, size);
                    below += place.children();
                    int seen = 0;
                    for (int other = 0; other < size; other++) {
                        if (ShellTree.of(fanout, other, size).parent().orElse(-1) == rank) {
                            seen++;
                        }
                    }
                    assertEquals(seen, place.children(), fanout + "-ary, " + rank + "/" + size);
                }
                assertEquals(size - 1, below);
            }
        }
    }
}
