package fluxj.coral2.dws.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.tracker.Consequences.End;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/// The decision table of the epilog, row by row (spec coral2 5.5), and what the same things lead to
/// elsewhere.
class WaysOutTest {
    private static final String TIMEOUT = RabbitEvents.EPILOG_TIMEOUT;

    private static WaysOut at(String log) {
        return new WaysOut(Eventlogs.history(log));
    }

    private static Consequences finish(WaysOut ways, String name) {
        return ways.event("epilog-finish", JsonObject.of("name", name));
    }

    private static Optional<String> sent(Consequences of) {
        return of.sends().map(Consequences.Call::topic);
    }

    @Test
    void aFatalExceptionTearsDownAndTheJobStaysUntilEpilogRemove() {
        Consequences cancel = at(Eventlogs.EPILOG).exception("cancel", 0);
        assertEquals(List.of("exception cancel"), cancel.posts());
        assertEquals(Optional.of("dws.teardown"), sent(cancel));
        assertEquals(End.LEAVES_WITH_TEARDOWN, cancel.end());
    }

    @Test
    void theTimeoutAbortsAndTheJobLeaves() {
        Consequences timeout = at(Eventlogs.EPILOG).exception(TIMEOUT, 0);
        assertEquals(
                List.of("exception dws-epilog-timeout", "epilog-finish dws-epilog status=1"),
                timeout.posts());
        assertEquals(Optional.of("dws.abort"), sent(timeout));
        assertEquals(End.LEAVES, timeout.end());
    }

    @Test
    void whatIsNotFatalChangesNothing() {
        for (String type : List.of("cancel", TIMEOUT)) {
            Consequences mild = at(Eventlogs.EPILOG).exception(type, 1);
            assertEquals(List.of("exception " + type + " severity=1"), mild.posts());
            assertEquals(Optional.empty(), sent(mild));
            assertEquals(End.STAYS, mild.end());
        }
    }

    @Test
    void aFinishByHandTellsNobody() {
        Consequences byHand = finish(at(Eventlogs.EPILOG), "dws-epilog");
        assertEquals(List.of("epilog-finish name=\"dws-epilog\""), byHand.posts());
        assertEquals(Optional.empty(), sent(byHand));
        assertEquals(End.LEAVES, byHand.end());
        assertTrue(byHand.remarks().getFirst().startsWith("The service is not told"));
    }

    @Test
    void nothingLeavesWhileAnotherEpilogActionIsOpen() {
        assertEquals(End.LEAVES_LATER, at(Eventlogs.TWO_EPILOGS).exception(TIMEOUT, 0).end());
        assertEquals(End.LEAVES_LATER, finish(at(Eventlogs.TWO_EPILOGS), "dws-epilog").end());
    }

    @Test
    void aFinishOfWhatIsNotOpenEndsNothing() {
        Consequences wrong = finish(at(Eventlogs.EPILOG), "dws-epilgo");
        assertEquals(End.STAYS, wrong.end());
        assertEquals(
                "It ends nothing: open is dws-epilog. (flux-core's job manager would end that"
                        + " one.)",
                wrong.remarks().getFirst());
    }

    @Test
    void theSecondCancelChangesNothing() {
        String log = Eventlogs.EPILOG + "exception {\"type\":\"cancel\",\"severity\":0}\n";
        Consequences again = at(log).exception("cancel", 0);
        assertEquals(End.LEAVES_WITH_TEARDOWN, again.end());
        assertEquals("nothing more, after exception cancel", again.sends().orElseThrow().effect());
    }

    @Test
    void aJobThatIsOverRefusesAll() {
        WaysOut over = at(Eventlogs.OVER);
        assertEquals(End.REFUSED, over.exception("cancel", 0).end());
        assertEquals(End.REFUSED, finish(over, "dws-epilog").end());
    }

    @Test
    void beforeTheTasksTheWorkflowIsTornDownAtOnce() {
        for (String log : List.of(Eventlogs.CREATING, Eventlogs.SETUP)) {
            Consequences cancel = at(log).exception("cancel", 0);
            assertEquals(Optional.of("dws.post_run run_started=false"), sent(cancel));
            assertEquals("epilog-start dws-epilog", cancel.posts().getLast());
        }
        assertEquals(
                "prolog-finish dws-setup status=1",
                at(Eventlogs.SETUP).exception("cancel", 0).posts().get(1));
    }

    @Test
    void whileTasksRunTheirDataIsCopiedOutAllTheSame() {
        Consequences cancel = at(Eventlogs.RUNNING).exception(TIMEOUT, 0);
        assertEquals(Optional.of("dws.post_run run_started=true"), sent(cancel));
        assertEquals(
                List.of("exception dws-epilog-timeout", "finish", "epilog-start dws-epilog"),
                cancel.posts());
    }

    @Test
    void aJobWithoutRabbitsHasNoneOfTheirConsequences() {
        Consequences cancel = at(Eventlogs.PLAIN).exception("cancel", 0);
        assertEquals(Optional.empty(), sent(cancel));
        assertEquals(End.ENDS, cancel.end());
        assertEquals(
                List.of("It is in CLEANUP already, and waits for epilog action x."),
                at(Eventlogs.PLAIN + "finish\nepilog-start {\"description\":\"x\"}\n")
                        .exception("cancel", 0)
                        .remarks());
    }

    @Test
    void theSentencesSayItAll() {
        assertEquals(
                List.of(
                        "Posts exception cancel.",
                        "Sends dws.teardown: data movement is given up, Teardown begins.",
                        "The job leaves CLEANUP when the workflow's Teardown is ready."),
                WayOut.CANCEL.from(at(Eventlogs.EPILOG)).sentences());
    }
}
