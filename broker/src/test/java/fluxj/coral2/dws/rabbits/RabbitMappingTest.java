package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RabbitMappingTest {
    private static final RabbitMapping MAPPING =
            RabbitMapping.of(
                    JsonObject.parse(
                            """
                            {"spec": {"storageNodes": [
                              {"type": "Rabbit", "name": "r2", "computesAccess":
                                [{"name": "c4", "index": 0}, {"name": "c3", "index": 1}]},
                              {"type": "Rabbit", "name": "r1", "computesAccess":
                                [{"name": "c1", "index": 0}, {"name": "c2", "index": 1}]},
                              {"type": "Rabbit", "name": "r3"}]}}
                            """));

    @Test
    void readsWhichNodesHangOnWhichRabbit() {
        assertEquals(List.of("r2", "r1", "r3"), List.copyOf(MAPPING.rabbits().keySet()));
        assertEquals("c[3-4]", MAPPING.rabbits().get("r2").toString());
        assertEquals(Hostlist.EMPTY, MAPPING.rabbits().get("r3"));
        assertEquals("r1", MAPPING.rabbitOf("c2"));
        assertTrue(MAPPING.isRabbit("r3"));
        assertFalse(MAPPING.isRabbit("c1"));
    }

    @Test
    void countsAJobsNodesByRabbit() {
        JobRabbits job = MAPPING.rabbitsOf(Hostlist.parse("c[2-4],r[1-3],c2"));
        assertEquals(Map.of("r1", 1, "r2", 2), job.nodes());
        assertEquals("r[1-2]", job.hostlist().toString());
        assertEquals(3, job.nodeCount());
        assertEquals("c[2-4]", MAPPING.computesAmong(Hostlist.parse("r1,c[2-4],c2")).toString());
    }

    @Test
    void aNodeWithoutRabbitIsNamed() {
        FluxException refusal =
                assertThrows(FluxException.class, () -> MAPPING.rabbitsOf(Hostlist.parse("c1,x1")));
        assertEquals("Could not find compute x1", refusal.getMessage());
        assertEquals(Errno.ENOENT, refusal.errno());
    }

    @Test
    void aNodeHangsOnOneRabbit() {
        JsonObject twice =
                JsonObject.parse(
                        """
                        {"spec": {"storageNodes": [
                          {"name": "r1", "computesAccess": [{"name": "c1"}]},
                          {"name": "r2", "computesAccess": [{"name": "c1"}]}]}}
                        """);
        assertEquals(
                "Same hostname (c1) cannot be associated with both r2 and r1",
                assertThrows(FluxException.class, () -> RabbitMapping.of(twice)).getMessage());
    }

    @Test
    void aConfigurationOfAnotherShapeIsRefused() {
        FluxException refusal =
                assertThrows(FluxException.class, () -> RabbitMapping.of(JsonObject.EMPTY));
        assertEquals(
                "malformed SystemConfiguration: Object item not found: spec", refusal.getMessage());
        assertEquals(Errno.EPROTO, refusal.errno());
    }
}
