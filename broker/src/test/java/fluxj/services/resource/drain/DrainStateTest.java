package fluxj.services.resource.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class DrainStateTest {
    private static final RankHosts HOSTS = RankHosts.of(Optional.of("a[0-7]"));

    private final DrainState state = new DrainState(8);

    private void replay(String log, RankHosts hosts) {
        for (Eventlog.Event event :
                Eventlog.decode(log.replace(";", "\n").getBytes(StandardCharsets.UTF_8))) {
            state.replay(event, hosts);
        }
    }

    private static String drain(int time, String ranks, String hosts, String more) {
        return "{\"timestamp\":"
                + time
                + ",\"name\":\"drain\",\"context\":{\"idset\":\""
                + ranks
                + "\",\"nodelist\":\""
                + hosts
                + "\""
                + more
                + "}};";
    }

    @Test
    void nodesWithTheSameReasonAndSecondAreOneEntry() {
        state.drain(Idset.parse("0,2"), 10.2, Optional.of("x"), Overwrite.NOTHING);
        state.drain(Idset.parse("1"), 9.8, Optional.of("x"), Overwrite.NOTHING);
        state.drain(Idset.parse("5"), 10, Optional.empty(), Overwrite.NOTHING);

        assertEquals(
                "{\"0-2\":{\"timestamp\":10.0,\"reason\":\"x\"},"
                        + "\"5\":{\"timestamp\":10.0,\"reason\":\"\"}}",
                state.toJson().toString());
        assertEquals("0-2,5", state.drained().toString());
        assertEquals("0-2", state.withReason().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "NOTHING, 1.0, old",
        "REASON, 1.0, new",
        "REASON_AND_TIME, 2.0, new",
    })
    void aNodeThatIsDrainedAlreadyKeepsWhatIsNotOverwritten(
            Overwrite overwrite, double time, String reason) {
        state.drain(Idset.of(3), 1, Optional.of("old"), Overwrite.NOTHING);
        state.drain(Idset.of(3), 2, Optional.of("new"), overwrite);

        assertEquals(
                "{\"3\":{\"timestamp\":" + time + ",\"reason\":\"" + reason + "\"}}",
                state.toJson().toString());
    }

    @Test
    void aNodeWithoutReasonGetsOneAndKeepsItsTime() {
        state.drain(Idset.of(3), 1, Optional.empty(), Overwrite.NOTHING);
        state.drain(Idset.of(3), 2, Optional.of("new"), Overwrite.NOTHING);

        assertEquals("{\"3\":{\"timestamp\":1.0,\"reason\":\"new\"}}", state.toJson().toString());
    }

    @Test
    void whatIsStoredIsRestored() {
        state.drain(Idset.parse("0-1"), 7, Optional.of("x"), Overwrite.NOTHING);
        state.drain(Idset.parse("6"), 8, Optional.empty(), Overwrite.NOTHING);
        JsonObject stored = state.toJson(HOSTS);
        DrainState restored = new DrainState(8);
        restored.restore(stored, HOSTS);

        assertEquals(stored, restored.toJson(HOSTS));
        assertEquals("0-1", restored.withReason().toString());
        assertEquals(
                Optional.of("a[0-1]"), stored.object("0-1").flatMap(node -> node.text("nodelist")));
    }

    @Test
    void eventsAreDoneAgain() {
        replay(
                drain(1, "0-3", "a[0-3]", ",\"reason\":\"x\",\"overwrite\":0")
                        + drain(2, "1", "a1", ",\"reason\":\"y\"")
                        + "{\"timestamp\":3,\"name\":\"undrain\",\"context\":"
                        + "{\"idset\":\"2-3\",\"nodelist\":\"a[2-3]\"}};"
                        + "{\"timestamp\":4,\"name\":\"resource-define\",\"context\":{}};",
                HOSTS);

        assertEquals(
                "{\"0\":{\"timestamp\":1.0,\"reason\":\"x\"},"
                        + "\"1\":{\"timestamp\":1.0,\"reason\":\"y\"}}",
                state.toJson().toString());
    }

    @Test
    void nodesAreFoundByTheirHosts() {
        RankHosts other = RankHosts.of(Optional.of("a3,a2,a1,b"));
        replay(drain(1, "0-3", "a[0-3]", ""), other);
        assertEquals("0-2", state.drained().toString());
    }

    @Test
    void brokersOfOneHostKeepTheirRanks() {
        replay(drain(1, "2", "v", ""), RankHosts.of(Optional.of("v,v,v")));
        assertEquals("2", state.drained().toString());
    }

    @Test
    void ranksBeyondTheInstanceAreLeftOut() {
        replay(drain(1, "5-9", "a[5-9]", ""), RankHosts.of(Optional.of("a[0-20]")));
        assertEquals("5-7", state.drained().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drain|{}|drain parse error",
                "drain|{\"idset\":\"x\",\"nodelist\":\"a\"}|drain target decode error",
                "undrain|{\"idset\":\"1\"}|undrain parse error",
            })
    void anEventThatSaysNothingIsRefused(String name, String context, String message) {
        Eventlog.Event event =
                new Eventlog.Event(
                        JsonObject.EMPTY, 1, name, Optional.of(JsonObject.parse(context)));
        FluxException error = assertThrows(FluxException.class, () -> state.replay(event, HOSTS));
        assertEquals(message, error.text());
    }

    @Test
    void aRankWithoutHostHasNoName() {
        assertEquals("a[0,7]", HOSTS.names(Idset.parse("0,7")));
        assertThrows(FluxException.class, () -> HOSTS.names(Idset.parse("8")));
    }
}
