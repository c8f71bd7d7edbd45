package fluxj.module;

import fluxj.json.JsonObject;
import fluxj.wire.Message;

/// Messages one service has sent and received, by type: the default `stats-get` (spec broker 7.10).
final class MessageCounters {
    private static final String[] NAMES = {"request", "response", "event", "control"};

    private final long[] sent = new long[NAMES.length];
    private final long[] received = new long[NAMES.length];

    void sent(Message message) {
        sent[index(message)]++;
    }

    void received(Message message) {
        received[index(message)]++;
    }

    void clear() {
        for (int i = 0; i < NAMES.length; i++) {
            sent[i] = 0;
            received[i] = 0;
        }
    }

    JsonObject json() {
        return JsonObject.builder().put("tx", json(sent)).put("rx", json(received)).build();
    }

    private static JsonObject json(long[] counts) {
        JsonObject.Builder object = JsonObject.builder();
        for (int i = 0; i < NAMES.length; i++) {
            object.put(NAMES[i], counts[i]);
        }
        return object.build();
    }

    /// The type bits 1, 2, 4, 8 as 0 to 3.
    private static int index(Message message) {
        return Integer.numberOfTrailingZeros(message.type());
    }
}
