package fluxj.services.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupBatchTest {
    private final GroupBatch batch = new GroupBatch();

    @Test
    void likeChangesOfOneGroupBecomeOne() {
        for (int rank = 0; rank < 1000; rank++) {
            batch.add("broker.online", Idset.of(rank), true);
        }
        assertEquals(
                "{\"broker.online\":[{\"ranks\":\"0-999\",\"set\":true}]}",
                GroupBatch.toJson(batch.drain()).toString());
        assertTrue(batch.isEmpty());
    }

    @Test
    void theOrderOfUnlikeChangesIsKept() {
        batch.add("g", Idset.of(1), true);
        batch.add("g", Idset.of(1), false);
        batch.add("g", Idset.of(2), true);
        Idset members = Idset.EMPTY;
        for (GroupBatch.Step step : batch.drain().getOrDefault("g", java.util.List.of())) {
            members = step.applyTo(members);
        }
        assertEquals("2", members.toString());
    }

    @Test
    void takesWhatAChildSends() {
        batch.addAll(JsonObject.parse("{\"g\":[{\"ranks\":\"1-3\",\"set\":true}]}"));
        assertEquals(
                "{\"g\":[{\"ranks\":\"1-3\",\"set\":true}]}",
                GroupBatch.toJson(batch.drain()).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[{\"ranks\":\"1\",\"set\":true}],\"g\":1}",
                "{\"a\":[{\"ranks\":\"1\",\"set\":true}],\"g\":[1]}",
                "{\"a\":[{\"ranks\":\"1\",\"set\":true}],\"g\":[{\"ranks\":\"x\",\"set\":true}]}",
                "{\"a\":[{\"ranks\":\"1\",\"set\":true}],\"g\":[{\"ranks\":\"1\"}]}"
            })
    void takesNothingOfAMalformedUpdate(String update) {
        assertThrows(FluxException.class, () -> batch.addAll(JsonObject.parse(update)));
        assertTrue(batch.isEmpty());
    }
}
