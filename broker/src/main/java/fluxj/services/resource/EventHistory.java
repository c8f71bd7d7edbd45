package fluxj.services.resource;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// The events that readers of the journal are told, no more than a limit: the oldest give way to
/// one `truncate` event with the time of the last of them (spec services 8.3).
final class EventHistory {
    private static final int BATCH = 100;

    private final Deque<JsonObject> events = new ArrayDeque<>();
    private int limit;

    EventHistory(int limit) {
        this.limit = limit;
    }

    void setLimit(int newLimit) {
        limit = newLimit;
        truncate();
    }

    void add(JsonObject event) {
        events.add(event);
        truncate();
    }

    private void truncate() {
        if (events.size() <= limit) {
            return;
        }
        double timestamp = 0;
        while (!events.isEmpty() && events.size() >= limit) {
            timestamp = timestamp(events.removeFirst());
        }
        events.addFirst(
                JsonObject.builder().put("timestamp", timestamp).put("name", "truncate").build());
    }

    private static double timestamp(JsonObject event) {
        return event.get("timestamp").orElse(JsonValue.of(0)) instanceof JsonValue.Real(double time)
                ? time
                : 0;
    }

    /// Whether an event comes with the resources, and alone.
    static boolean definesResources(JsonObject event) {
        return event.text("name").orElse("").equals("resource-define");
    }

    /// Hands the events over, oldest first, at most 100 at a time.
    void forEachBatch(Consumer<List<JsonObject>> action) {
        List<JsonObject> batch = new ArrayList<>();
        for (JsonObject event : events) {
            if (definesResources(event)) {
                flush(batch, action);
            }
            batch.add(event);
            if (definesResources(event) || batch.size() >= BATCH) {
                flush(batch, action);
            }
        }
        flush(batch, action);
    }

    private static void flush(List<JsonObject> batch, Consumer<List<JsonObject>> action) {
        if (!batch.isEmpty()) {
            action.accept(List.copyOf(batch));
            batch.clear();
        }
    }
}
