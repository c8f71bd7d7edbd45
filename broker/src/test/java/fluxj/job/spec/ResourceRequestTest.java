package fluxj.job.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class ResourceRequestTest {
    private static ResourceRequest of(String resources) {
        return ResourceRequest.of(
                JsonObject.parse("{\"version\":1,\"resources\":" + resources + "}"));
    }

    @Test
    void countsSlotsThatMayBeAnywhere() {
        ResourceRequest request =
                of(
                        """
                        [{"type":"slot","count":4,"label":"t","with":[
                            {"type":"core","count":2},{"type":"gpu","count":1}]}]
                        """);
        assertEquals(
                new ResourceRequest(Optional.empty(), ResourceCount.of(4), 2, 1, false), request);
        assertEquals(0, request.nnodes());
        assertEquals(4, request.nslots());
        assertEquals(8, request.ncores());
        assertEquals(4, request.ngpus());
    }

    @Test
    void countsSlotsOfEachNode() {
        ResourceRequest request =
                of(
                        """
                        [{"type":"node","count":{"min":2,"max":4},"exclusive":true,"with":[
                            {"type":"slot","count":3,"label":"t","with":[
                                {"type":"core","count":1}]}]}]
                        """);
        assertEquals(2, request.nnodes());
        assertEquals(new ResourceCount(6, 12, false), request.totalSlots());
        assertEquals(true, request.isExclusive());
    }

    @Test
    void takesAWholeNodeForEachExclusiveSlot() {
        ResourceRequest request =
                of(
                        """
                        [{"type":"slot","count":3,"exclusive":true,"label":"t","with":[
                            {"type":"core","count":2}]}]
                        """);
        assertEquals(Optional.of(ResourceCount.of(3)), request.nodes());
        assertEquals(ResourceCount.of(1), request.slots());
    }

    @Test
    void multipliesByWhatIsAboveTheNode() {
        ResourceRequest request =
                of(
                        """
                        [{"type":"rack","count":2,"with":[{"type":"node","count":3,"with":[
                            {"type":"slot","count":1,"label":"t","with":[
                                {"type":"core","count":1}]}]}]}]
                        """);
        assertEquals(6, request.nnodes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    []                                    | jobspec has no resources
                    [1]                                   | level 0: resource must be an object
                    [{"count":1}]                         | level 0: Object item not found: type
                    [{"type":"core","count":1}]           | Unable to determine slot count
                    [{"type":"slot","count":1}]           | Unable to determine slot size
                    [{"type":"slot","count":0}]           | RFC 14 count: integer count must be >= 1, got 0
                    """)
    void refusesOthers(String resources, String text) {
        assertEquals(text, assertThrows(FluxException.class, () -> of(resources)).text());
    }

    @Test
    void refusesResourcesNestedTooDeep() {
        String deep = "{\"type\":\"rack\",\"count\":1,\"with\":[".repeat(150) + "]}".repeat(150);
        assertEquals(
                "jobspec resource nesting exceeds maximum depth 100",
                assertThrows(FluxException.class, () -> of("[" + deep + "]")).text());
    }
}
