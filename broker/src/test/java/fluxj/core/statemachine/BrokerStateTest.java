package fluxj.core.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.statemachine.BrokerState.Transition;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The table of states and events is whole, and `docs/state-machines.md` shows it.
class BrokerStateTest {
    private static final Path FILE = Path.of("../docs/state-machines.md");

    @Test
    void everyStateIsReachedFromTheFirst() {
        assertEquals(EnumSet.allOf(BrokerState.class), reachable(BrokerState.LOAD_BUILTINS, false));
    }

    @Test
    void exitIsReachedFromEveryState() {
        assertEquals(EnumSet.allOf(BrokerState.class), reachable(BrokerState.EXIT, true));
    }

    private static Set<BrokerState> reachable(BrokerState start, boolean backwards) {
        Set<BrokerState> seen = EnumSet.of(start);
        Deque<BrokerState> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            BrokerState state = open.remove();
            for (Transition row : BrokerState.TABLE) {
                BrokerState here = backwards ? row.to() : row.from();
                BrokerState there = backwards ? row.from() : row.to();
                if (here == state && seen.add(there)) {
                    open.add(there);
                }
            }
        }
        return seen;
    }

    @Test
    void anEventLeadsToOneState() {
        Set<String> seen = new HashSet<>();
        for (Transition row : BrokerState.TABLE) {
            assertTrue(seen.add(row.from() + " " + row.event()), () -> "twice: " + row);
        }
    }

    @Test
    void numbersAreThoseOfTheWire() {
        int number = 0;
        for (BrokerState state : BrokerState.values()) {
            assertEquals(number, state.number());
            assertEquals(Optional.of(state), BrokerState.of(number));
            number++;
        }
        assertEquals(Optional.empty(), BrokerState.of(-1));
        assertEquals(Optional.empty(), BrokerState.of(number));
        assertEquals("run", BrokerState.of(5).map(BrokerState::word).orElse(""));
    }

    @Test
    void anEventWithoutARowIsIgnored() {
        assertEquals(Optional.empty(), BrokerState.RUN.next("rc2-none"));
        assertEquals(Optional.empty(), BrokerState.EXIT.next("panic"));
        assertEquals(Optional.of(BrokerState.SHUTDOWN), BrokerState.RUN.next("panic"));
    }

    @Test
    void theDocumentShowsTheTable() throws IOException {
        String expected = document();
        if ("write".equals(System.getProperty("fluxj.docs"))) {
            Files.writeString(FILE, expected);
        }
        assertTrue(Files.exists(FILE), "write " + FILE + " with -Dfluxj.docs=write");
        assertEquals(
                expected,
                Files.readString(FILE),
                FILE + " is stale: run the test with -Dfluxj.docs=write");
    }

    private static String document() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # State machines

                        Written from the code by `BrokerStateTest`; do not edit. Regenerate with
                        `mvn test -Dfluxj.docs=write`.

                        ## A broker

                        Numbers are those on the wire. An event without an arrow is ignored.

                        ```mermaid
                        stateDiagram-v2
                        """);
        for (BrokerState state : BrokerState.values()) {
            text.append("    state \"")
                    .append(state.number())
                    .append(' ')
                    .append(state.word())
                    .append("\" as ")
                    .append(state)
                    .append('\n');
        }
        text.append("    [*] --> ").append(BrokerState.LOAD_BUILTINS).append('\n');
        for (Transition row : BrokerState.TABLE) {
            text.append("    ")
                    .append(row.from())
                    .append(" --> ")
                    .append(row.to())
                    .append(": ")
                    .append(row.event())
                    .append('\n');
        }
        return text.append("    ").append(BrokerState.EXIT).append(" --> [*]\n```\n").toString();
    }
}
