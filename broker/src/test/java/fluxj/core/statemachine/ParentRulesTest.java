package fluxj.core.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.core.statemachine.ParentRules.InState;
import fluxj.core.statemachine.ParentRules.Lost;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What a parent's state means below it (spec broker 6.2).
class ParentRulesTest {
    @Test
    void rc1WaitsUntilTheParentIsPastItsOwn() {
        assertEquals(
                "",
                eventsByParent(BrokerState.JOIN).entrySet().stream()
                        .filter(e -> e.getKey().compareTo(BrokerState.QUORUM) < 0)
                        .map(Map.Entry::getValue)
                        .reduce("", String::concat));
        assertEquals("parent-ready", event(BrokerState.JOIN, BrokerState.QUORUM));
        assertEquals("parent-ready", event(BrokerState.JOIN, BrokerState.RUN));
        for (BrokerState late : lateStates()) {
            assertEquals("parent-fail", event(BrokerState.JOIN, late));
        }
    }

    @Test
    void quorumIsWhatTheParentSaysItIs() {
        assertEquals("", event(BrokerState.QUORUM, BrokerState.QUORUM));
        assertEquals("quorum-full", event(BrokerState.QUORUM, BrokerState.RUN));
        for (BrokerState late : lateStates()) {
            assertEquals("quorum-fail", event(BrokerState.QUORUM, late));
        }
    }

    @Test
    void aRunningBrokerFollowsItsParentIntoShutdown() {
        assertEquals("", event(BrokerState.RUN, BrokerState.CLEANUP));
        assertEquals("shutdown", event(BrokerState.RUN, BrokerState.SHUTDOWN));
        assertEquals("parent-fail", event(BrokerState.RUN, BrokerState.FINALIZE));
        assertEquals("parent-fail", event(BrokerState.RUN, BrokerState.EXIT));
    }

    @Test
    void aLostParentEndsWhatDependsOnIt() {
        assertEquals(Optional.of("parent-fail"), ParentRules.event(BrokerState.JOIN, new Lost()));
        assertEquals(Optional.of("quorum-fail"), ParentRules.event(BrokerState.QUORUM, new Lost()));
        assertEquals(Optional.of("parent-fail"), ParentRules.event(BrokerState.RUN, new Lost()));
        assertEquals(Optional.empty(), ParentRules.event(BrokerState.SHUTDOWN, new Lost()));
    }

    @Test
    void otherStatesDoNotLookAtTheParent() {
        for (BrokerState own : BrokerState.values()) {
            if (own != BrokerState.JOIN && own != BrokerState.QUORUM && own != BrokerState.RUN) {
                eventsByParent(own).forEach((parent, event) -> assertEquals("", event));
            }
        }
    }

    private static BrokerState[] lateStates() {
        return new BrokerState[] {
            BrokerState.CLEANUP,
            BrokerState.SHUTDOWN,
            BrokerState.FINALIZE,
            BrokerState.GOODBYE,
            BrokerState.UNLOAD_BUILTINS,
            BrokerState.EXIT
        };
    }

    private static Map<BrokerState, String> eventsByParent(BrokerState own) {
        Map<BrokerState, String> events = new EnumMap<>(BrokerState.class);
        for (BrokerState parent : BrokerState.values()) {
            events.put(parent, event(own, parent));
        }
        return events;
    }

    private static String event(BrokerState own, BrokerState parent) {
        return ParentRules.event(own, new InState(parent)).orElse("");
    }
}
