package fluxj.services.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class EventHistoryTest {
    private static JsonObject event(double time, String name) {
        return JsonObject.builder().put("timestamp", time).put("name", name).build();
    }

    private static List<String> batches(EventHistory history) {
        List<String> batches = new ArrayList<>();
        history.forEachBatch(
                batch ->
                        batches.add(
                                String.join(
                                        " ",
                                        batch.stream()
                                                .map(event -> event.text("name").orElse(""))
                                                .toList())));
        return batches;
    }

    @Test
    void theOldestGiveWayToOneEventWithTheTimeOfTheLastOfThem() {
        EventHistory history = new EventHistory(3);
        for (int i = 1; i <= 5; i++) {
            history.add(event(i, "e" + i));
        }
        List<JsonObject> all = new ArrayList<>();
        history.forEachBatch(all::addAll);

        assertEquals(
                List.of(
                        "{\"timestamp\":3.0,\"name\":\"truncate\"}",
                        "{\"timestamp\":4.0,\"name\":\"e4\"}",
                        "{\"timestamp\":5.0,\"name\":\"e5\"}"),
                all.stream().map(JsonObject::toString).toList());
    }

    @Test
    void aLowerLimitHoldsAtOnce() {
        EventHistory history = new EventHistory(10);
        for (int i = 1; i <= 5; i++) {
            history.add(event(i, "e" + i));
        }
        history.setLimit(2);
        assertEquals(List.of("truncate e5"), batches(history));
        history.setLimit(0);
        assertEquals(List.of("truncate"), batches(history));
    }

    @Test
    void resourcesAreDefinedAlone() {
        EventHistory history = new EventHistory(1000);
        history.add(event(1, "a"));
        history.add(event(2, "resource-define"));
        history.add(event(3, "b"));
        history.add(event(4, "c"));
        assertEquals(List.of("a", "resource-define", "b c"), batches(history));
    }

    @Test
    void atMostAHundredComeTogether() {
        EventHistory history = new EventHistory(1000);
        for (int i = 0; i < 250; i++) {
            history.add(event(i, "e"));
        }
        List<Integer> sizes = new ArrayList<>();
        history.forEachBatch(batch -> sizes.add(batch.size()));
        assertEquals(List.of(100, 100, 50), sizes);
    }
}
