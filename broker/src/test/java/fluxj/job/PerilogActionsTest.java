package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.job.PerilogActions.Kind;
import fluxj.job.PerilogActions.Label;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Whose action an event ends (spec coral2 5.4).
class PerilogActionsTest {
    private static Label label(String context) {
        return Label.of(JsonObject.parse(context));
    }

    private static PerilogActions open(String... contexts) {
        PerilogActions actions = new PerilogActions();
        for (String each : contexts) {
            actions.start(Kind.EPILOG, label(each));
        }
        return actions;
    }

    private static List<String> names(PerilogActions actions) {
        return actions.open().stream().map(PerilogActions.Action::name).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"description":"b","status":0}     | [a, c]
                    {"name":"b"}                       | [a, c]
                    {"description":"c","name":"b"}     | [a, b]
                    {"description":"else","name":"b"}  | [a, c]
                    {"description":"else"}             | [a, b, c]
                    {"name":"else"}                    | [a, b, c]
                    {}                                 | [b, c]
                    {"status":1}                       | [b, c]
                    """)
    void anEndTakesAwayTheOneItNames(String end, String left) {
        PerilogActions actions =
                open("{\"description\":\"a\"}", "{\"description\":\"b\"}", "{\"name\":\"c\"}");
        boolean surplus = !actions.finish(Kind.EPILOG, label(end));
        assertEquals(left, names(actions).toString());
        assertEquals(actions.count() == 3, surplus);
    }

    @Test
    void anActionWithoutANameMayBeTheOneThatIsMeant() {
        PerilogActions actions = open("{}", "{\"description\":\"a\"}");
        assertTrue(actions.finish(Kind.EPILOG, label("{\"description\":\"b\"}")));
        assertEquals(List.of("a"), names(actions));
        assertFalse(actions.finish(Kind.EPILOG, label("{\"description\":\"b\"}")));
    }

    @Test
    void twoOfOneNameAreTwo() {
        PerilogActions actions = open("{\"description\":\"a\"}", "{\"description\":\"a\"}");
        assertTrue(actions.finish(Kind.EPILOG, label("{\"description\":\"a\"}")));
        assertTrue(actions.isOpen(Kind.EPILOG, "a"));
        assertTrue(actions.finish(Kind.EPILOG, label("{}")));
        assertFalse(actions.finish(Kind.EPILOG, label("{}")));
    }

    @Test
    void aPrologAndAnEpilogOfOneNameAreTwoThings() {
        PerilogActions actions = open("{\"description\":\"a\"}");
        assertFalse(actions.finish(Kind.PROLOG, label("{\"description\":\"a\"}")));
        assertFalse(actions.finish(Kind.PROLOG, label("{}")));
        assertFalse(actions.isOpen(Kind.PROLOG, "a"));
        assertEquals(1, actions.count());
    }

    @Test
    void anEventlogTellsWhichAreOpenAndWhichEndsAreSurplus() {
        PerilogActions actions = new PerilogActions();
        List<Eventlog.Event> surplus =
                Eventlog.decode(
                                """
                                {"timestamp":1.0,"name":"prolog-start","context":{"description":"dws-setup"}}
                                {"timestamp":2.0,"name":"prolog-finish","context":{"description":"dws-setup","status":0}}
                                {"timestamp":3.0,"name":"finish","context":{"status":0}}
                                {"timestamp":4.0,"name":"epilog-start","context":{"description":"dws-epilog"}}
                                {"timestamp":5.0,"name":"epilog-start","context":{"description":"job-manager.epilog"}}
                                {"timestamp":6.0,"name":"epilog-finish","context":{"name":"dws-epilog"}}
                                {"timestamp":7.0,"name":"epilog-finish","context":{"name":"dws-epilog"}}
                                """
                                        .getBytes(StandardCharsets.UTF_8))
                        .stream()
                        .filter(event -> !actions.apply(event))
                        .toList();
        assertEquals(List.of("job-manager.epilog"), names(actions));
        assertEquals(List.of(7.0), surplus.stream().map(Eventlog.Event::timestamp).toList());
    }
}
