package fluxj.shell.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ShellJobspecTest {
    private static final Allotment TWO_NODES =
            Allotment.of(
                    JsonObject.parse(
                            """
                            {"version":1,"execution":{"R_lite":
                            [{"rank":"0-1","children":{"core":"0-3"}}],"nodelist":["a[0-1]"]}}"""));

    private static ShellJobspec parse(String resources, String count, String system) {
        return ShellJobspec.of(
                JsonObject.parse(
                        """
                        {"version":1,"resources":[%s],"tasks":[{"command":["app","x"],
                        "slot":"s","count":%s}],"attributes":{"system":%s}}"""
                                .formatted(resources, count, system)),
                TWO_NODES);
    }

    private static final String SLOTS =
            "{\"type\":\"slot\",\"count\":4,\"label\":\"s\",\"with\":[]}";

    @Test
    void slotsAreTasksUnlessATotalIsGiven() {
        assertEquals(4, parse(SLOTS, "{\"per_slot\":1}", "{}").tasks());
        assertEquals(3, parse(SLOTS, "{\"total\":3}", "{}").tasks());
    }

    @Test
    void slotsBelowANodeAreCountedOnEach() {
        ShellJobspec jobspec =
                parse(
                        "{\"type\":\"node\",\"count\":2,\"exclusive\":true,\"with\":["
                                + SLOTS
                                + "]}",
                        "{\"per_slot\":1}",
                        "{}");
        assertEquals(8, jobspec.slots());
        assertEquals(4, jobspec.slotsPerNode());
        assertTrue(jobspec.nodeExclusive());
    }

    @Test
    void launchHasDirectoryEnvironmentAndOptions() {
        ShellJobspec jobspec =
                parse(
                        SLOTS,
                        "{\"per_slot\":1}",
                        "{\"cwd\":\"/d\",\"environment\":{\"A\":\"b\"},\"shell\":{\"options\":{\"verbose\":1}}}");
        assertEquals("/d", jobspec.launch().cwd().orElseThrow());
        assertEquals(Map.of("A", "b"), jobspec.launch().environment());
        assertEquals(1, jobspec.options().whole("verbose").orElseThrow());
        assertEquals(List.of("app", "x"), jobspec.command());
    }

    @Test
    void whatCannotBeReadIsSaid() {
        assertEquals(
                "error parsing jobspec: tasks count must have exactly one key set",
                refusal(SLOTS, "{}"));
        assertEquals(
                "error parsing jobspec: per_slot count: expected 1 got 2",
                refusal(SLOTS, "{\"per_slot\":2}"));
        assertEquals(
                "error parsing jobspec: Missing slot resource",
                refusal("{\"type\":\"core\",\"count\":1}", "{\"per_slot\":1}"));
    }

    private static String refusal(String resources, String count) {
        return assertThrows(FluxException.class, () -> parse(resources, count, "{}")).getMessage();
    }
}
