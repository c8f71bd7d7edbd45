package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

class RabbitCapacitiesTest {
    private static final RabbitMapping MAPPING =
            RabbitMapping.of(
                    JsonObject.parse(
                            """
                            {"spec": {"storageNodes": [
                              {"name": "r2", "computesAccess": [{"name": "c3"}]},
                              {"name": "r1", "computesAccess": [{"name": "c2"}, {"name": "c1"}]},
                              {"name": "r3"}]}}
                            """));

    private static String storage(String name, String capacity, String... computes) {
        StringBuilder hosts = new StringBuilder();
        for (String host : computes) {
            hosts.append(hosts.isEmpty() ? "" : ",").append("{\"name\":\"" + host + "\"}");
        }
        return "{\"metadata\":{\"name\":\"%s\"},\"status\":{%s\"access\":{\"computes\":[%s]}}}"
                .formatted(name, capacity, hosts);
    }

    private static JsonObject list(String... items) {
        return JsonObject.parse("{\"items\":[" + String.join(",", items) + "]}");
    }

    private static String capacity(long bytes) {
        return "\"capacity\":" + bytes + ",";
    }

    private static String file(boolean sorted, long r1, long r2, long r3) {
        return sorted
                ? """
                {"computes":{"c1":"r1","c2":"r1","c3":"r2"},"rabbits":{"r1":{"capacity":%d,\
                "hostlist":"c[1-2]"},"r2":{"capacity":%d,"hostlist":"c3"},"r3":{"capacity":%d,\
                "hostlist":""}}}"""
                        .formatted(r1, r2, r3)
                : """
                {"computes":{"c3":"r2","c2":"r1","c1":"r1"},"rabbits":{"r2":{"hostlist":"c3",\
                "capacity":%d},"r1":{"hostlist":"c[1-2]","capacity":%d},"r3":{"hostlist":"",\
                "capacity":%d}}}"""
                        .formatted(r2, r1, r3);
    }

    @Test
    void aRabbitThatIsNotThereHasWhatTheLargestHas() {
        RabbitCapacities capacities =
                new RabbitCapacities(
                        MAPPING,
                        list(
                                storage("r1", capacity(100), "c1", "c2"),
                                storage("r2", capacity(300), "c3")));
        assertEquals(file(true, 100, 300, 300), capacities.mappingFile(true).toString());
        assertEquals(file(false, 100, 300, 300), capacities.mappingFile(false).toString());
    }

    @Test
    void aRabbitThatSaysNothingHasWhatTheLargestBeforeItHas() {
        RabbitCapacities capacities =
                new RabbitCapacities(
                        MAPPING, list(storage("r1", capacity(100), "c1"), storage("r2", "", "c3")));
        assertEquals(file(true, 100, 100, 100), capacities.mappingFile(true).toString());
        RabbitCapacities first =
                new RabbitCapacities(
                        MAPPING,
                        list(storage("r2", capacity(0), "c3"), storage("r1", capacity(9), "c1")));
        assertEquals(file(true, 9, 0, 9), first.mappingFile(true).toString());
    }

    @Test
    void whatOthersHaveAllocatedIsTakenAway() {
        RabbitCapacities capacities =
                new RabbitCapacities(
                        MAPPING,
                        list(
                                storage("r1", capacity(100), "c1"),
                                storage("r2", capacity(100), "c3")));
        capacities.withoutOthers(
                list(
                        """
                        {"metadata":{"name":"example"},"spec":{"allocationSets":[
                          {"allocationSize":10,"storage":[{"name":"r1","allocationCount":3},
                            {"name":"r2"},{"name":"r9"}]},
                          {"allocationSize":7,"storage":[{"name":"r1"}]}]}}
                        """,
                        """
                        {"metadata":{"name":"fluxjob-1-0"},"spec":{"allocationSets":[
                          {"allocationSize":50,"storage":[{"name":"r1"}]}]}}
                        """,
                        """
                        {"metadata":{"name":"huge"},"spec":{"allocationSets":[
                          {"allocationSize":9000000000000000000,"storage":
                            [{"name":"r3","allocationCount":9000000000000000000}]}]}}
                        """,
                        "{\"metadata\":{\"name\":\"nothing\"}}"));
        assertEquals(file(true, 63, 90, 0), capacities.mappingFile(true).toString());
    }

    @Test
    void aRabbitThatClaimsAnothersNodeIsRefused() {
        assertEquals(
                "Mismatch: rabbit r1 claims to be connected to c3 but systemconfiguration gives r2",
                refusal(list(storage("r1", "", "c3"))));
        assertEquals(
                "Mismatch: rabbit r1 claims to be connected to c9 but systemconfiguration gives"
                        + " None",
                refusal(list(storage("r1", "", "c9"))));
        assertEquals(
                "malformed list of Storage: Object item not found: items",
                refusal(JsonObject.EMPTY));
    }

    private static String refusal(JsonObject storages) {
        return String.valueOf(
                assertThrows(FluxException.class, () -> new RabbitCapacities(MAPPING, storages))
                        .getMessage());
    }
}
