package fluxj.services.resource.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.job.Eventlog;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class EventlogUpgradeTest {
    private final List<String> warnings = new ArrayList<>();
    private final EventlogUpgrade upgrade =
            new EventlogUpgrade(RankHosts.of(Optional.of("a[0-3]")), warnings::add);

    private Optional<List<String>> upgraded(String... lines) {
        String log = String.join("\n", lines) + "\n";
        return upgrade.upgrade(Eventlog.decode(log.getBytes(StandardCharsets.UTF_8)))
                .map(events -> events.stream().map(event -> event.json().toString()).toList());
    }

    @Test
    void aLogOfTodayStaysAsItIs() {
        assertEquals(
                Optional.empty(),
                upgraded("{\"timestamp\":1.0,\"name\":\"drain\",\"context\":{\"idset\":\"0\"}}"));
    }

    @Test
    void theLastSummaryAndWhatFollowsRemain() {
        assertEquals(
                Optional.of(
                        List.of(
                                "{\"timestamp\":2.0,\"name\":\"drain\",\"context\":"
                                        + "{\"idset\":\"1\",\"nodelist\":\"a1\"}}",
                                "{\"timestamp\":3.0,\"name\":\"drain\",\"context\":"
                                        + "{\"idset\":\"2-3\",\"reason\":\"x\",\"nodelist\":\"a[2-3]\"}}",
                                "{\"timestamp\":6.0,\"name\":\"resource-define\",\"context\":{}}",
                                "{\"timestamp\":8.0,\"name\":\"undrain\",\"context\":"
                                        + "{\"idset\":\"1\",\"nodelist\":\"a1\"}}")),
                upgraded(
                        "{\"timestamp\":1.0,\"name\":\"drain\",\"context\":{\"idset\":\"0\"}}",
                        "{\"timestamp\":5.0,\"name\":\"resource-init\",\"context\":{\"drain\":"
                                + "{\"2-3\":{\"timestamp\":3.0,\"reason\":\"x\"},"
                                + "\"1\":{\"timestamp\":2.0}}}}",
                        "{\"timestamp\":6.0,\"name\":\"resource-define\",\"context\":{}}",
                        "{\"timestamp\":7.0,\"name\":\"online\",\"context\":{\"idset\":\"0\"}}",
                        "{\"timestamp\":8.0,\"name\":\"undrain\",\"context\":{\"idset\":\"1\"}}"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void ranksThatAreNoneAreDropped() {
        assertEquals(
                Optional.of(List.of()),
                upgraded(
                        "{\"timestamp\":5.0,\"name\":\"resource-init\",\"context\":{\"drain\":"
                                + "{\"7\":{\"timestamp\":3.0,\"reason\":\"x\"}}}}",
                        "{\"timestamp\":6.0,\"name\":\"drain\",\"context\":{}}"));
        assertEquals(
                List.of(
                        "dropping old drain event with invalid ranks (ranks=7"
                                + " timestamp=1970-01-01T00:00:03 UTC reason=x)",
                        "dropping old drain event with invalid context"),
                warnings);
    }

    @Test
    void aSummaryThatIsNoneIsFatal() {
        assertEquals(
                "fatal error processing resource-init on line 1",
                assertThrows(
                                FluxException.class,
                                () ->
                                        upgraded(
                                                "{\"timestamp\":5.0,\"name\":\"resource-init\","
                                                        + "\"context\":{}}"))
                        .text());
    }
}
