package fluxj.services.jobmanager.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class QueuesTest {
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> BATCH = Optional.of("batch");
    private static final Optional<String> DEBUG = Optional.of("debug");
    private static final Optional<String> SHORT = Optional.of("short");
    private static final String TWO = "{\"batch\":{\"requires\":[\"b\"]},\"debug\":{}}";
    private static final String VIRTUAL = "{\"batch\":{},\"short\":{\"parent\":\"batch\"}}";

    private final List<String> heard = new ArrayList<>();
    private final Queues queues =
            new Queues(
                    new QueueChanges() {
                        @Override
                        public void started(Optional<String> queue) {
                            heard.add("start " + queue.orElse(""));
                        }

                        @Override
                        public void stopped(Optional<String> queue) {
                            heard.add("stop " + queue.orElse(""));
                        }
                    });

    private void configure(String json) {
        queues.configure(JsonObject.parse(json));
    }

    private static void refuses(String text, Executable action) {
        FluxException e = assertThrows(FluxException.class, action);
        assertEquals(Errno.EINVAL, e.errno());
        assertEquals(text, e.text());
    }

    @Test
    void theAnonymousQueueBeginsEnabledAndStarted() {
        assertEquals(List.of(), queues.names());
        assertTrue(queues.isStarted(NONE));
        queues.checkSubmit(NONE);
        refuses("'batch' is not a valid queue", () -> queues.checkSubmit(BATCH));
    }

    @Test
    void namedQueuesBeginEnabledAndStopped() {
        configure(TWO);
        assertEquals(List.of("batch", "debug"), queues.names());
        assertFalse(queues.isStarted(BATCH));
        queues.checkSubmit(BATCH);
        refuses("a named queue is required", () -> queues.checkSubmit(NONE));
        assertEquals("[\"b\"]", queues.find(BATCH).requires().orElseThrow().toString());
    }

    @Test
    void aDisabledQueueSaysWhy() {
        configure(TWO);
        refuses("reason is required for disable", () -> queues.disable(BATCH, false, NONE));
        queues.disable(BATCH, false, Optional.of("down"));
        refuses("job submission to batch is disabled: down", () -> queues.checkSubmit(BATCH));
        queues.checkSubmit(DEBUG);
        queues.enable(BATCH, false);
        queues.checkSubmit(BATCH);
        configure("{}");
        queues.disable(NONE, false, Optional.of("all down"));
        refuses("job submission is disabled: all down", () -> queues.checkSubmit(NONE));
    }

    @Test
    void allQueuesAreMeantOnlyWhenItIsSaid() {
        configure(TWO);
        String text = "Use --all to apply this command to all queues";
        refuses(text, () -> queues.start(NONE, false, true));
        refuses(text, () -> queues.stop(NONE, false, NONE, true));
        refuses(text, () -> queues.enable(NONE, false));
        queues.start(NONE, true, true);
        assertEquals(List.of("start batch", "start debug"), heard);
    }

    @Test
    void aReloadKeepsWhatTheAdministratorDid() {
        configure(TWO);
        queues.start(BATCH, false, true);
        queues.disable(BATCH, false, Optional.of("x"));
        configure("{\"batch\":{\"requires\":[\"c\"]},\"more\":{}}");
        assertTrue(queues.isStarted(BATCH));
        assertFalse(queues.find(BATCH).isEnabled());
        assertEquals("[\"c\"]", queues.find(BATCH).requires().orElseThrow().toString());
        assertFalse(queues.isStarted(DEBUG));
        refuses("'debug' is not a valid queue", () -> queues.find(DEBUG));
    }

    @Test
    void aQueueThatIsNoTableChangesNothing() {
        configure(TWO);
        refuses("queue debug: configuration must be a table", () -> configure("{\"debug\":1}"));
        assertEquals(List.of("batch", "debug"), queues.names());
    }

    @Test
    void withoutASchedulerNoQueueIsStarted() {
        QueueState state = queues.state(NONE, false);
        assertFalse(state.started());
        assertEquals(Optional.of("Scheduler is offline"), state.stopReason());
        assertEquals(Optional.of(QueueState.Blocked.SCHEDULER), state.blocked());
        assertTrue(queues.state(NONE, true).started());
    }

    @Test
    void aVirtualQueueRunsOnlyWithItsParent() {
        configure(VIRTUAL);
        queues.start(SHORT, false, true);
        assertFalse(queues.isStarted(SHORT));
        assertEquals(List.of(), heard);
        assertEquals(Optional.of(QueueState.Blocked.PARENT), queues.state(SHORT, true).blocked());
        queues.start(BATCH, false, true);
        assertTrue(queues.isStarted(SHORT));
        queues.stop(BATCH, false, Optional.of("full"), true);
        assertFalse(queues.isStarted(SHORT));
        assertEquals(List.of("start batch", "start short", "stop batch", "stop short"), heard);
        assertEquals(Optional.of("full"), queues.state(SHORT, true).stopReason());
        assertEquals(BATCH, queues.state(SHORT, true).parent());
    }

    @Test
    void theCheckpointHasWhatShallLast() {
        configure(TWO);
        queues.start(BATCH, false, true);
        queues.stop(BATCH, false, Optional.of("for now"), false);
        queues.disable(DEBUG, false, Optional.of("y"));
        JsonArray saved = queues.save();
        assertEquals(
                "[{\"enable\":true,\"start\":true,\"name\":\"batch\"},"
                        + "{\"enable\":false,\"start\":false,\"name\":\"debug\","
                        + "\"disable_reason\":\"y\"}]",
                saved.toString());
        configure("{}");
        configure(TWO);
        queues.restore(1, saved, false);
        assertTrue(queues.isStarted(BATCH));
        assertEquals(saved, queues.save());
        assertEquals(1, heard.stream().filter(line -> line.startsWith("start")).count());
    }

    @Test
    void queuesMayStopOnRestart() {
        configure(TWO);
        queues.start(BATCH, false, true);
        queues.restore(1, queues.save(), true);
        assertFalse(queues.isStarted(BATCH));
        assertEquals(
                Optional.of("Automatically stopped due to restart"),
                queues.find(BATCH).stopReason());
    }

    @Test
    void oldCheckpointsKnowNothingOfStarting() {
        queues.restore(
                0, JsonArray.of(JsonObject.parse("{\"enable\":false,\"reason\":\"old\"}")), false);
        assertTrue(queues.isStarted(NONE));
        assertEquals(Optional.of("old"), queues.find(NONE).disableReason());
    }

    @Test
    void aBrokenCheckpointIsRefused() {
        JsonArray noEnable = JsonArray.of(JsonObject.of("start", JsonValue.of(true)));
        refuses("", () -> queues.restore(1, noEnable, false));
        refuses("", () -> queues.restore(2, JsonArray.EMPTY, false));
    }
}
