package fluxj.services.jobmanager.job;

import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// An object that takes a tenth of its room while nobody looks at it: its text.
final class PackedJson {
    private @Nullable JsonObject open;
    private byte @Nullable [] text;

    PackedJson(JsonObject object) {
        open = object;
    }

    /// The object.
    ///
    /// @param keep true when it will be looked at again soon
    JsonObject read(boolean keep) {
        @Nullable JsonObject object = open;
        if (object != null) {
            return object;
        }
        byte[] packed = text;
        if (packed == null) {
            throw new IllegalStateException("neither open nor packed");
        }
        JsonObject parsed = JsonObject.parse(packed, 0, packed.length);
        if (keep) {
            open = parsed;
        }
        return parsed;
    }

    /// Nobody will look at it for some time.
    void pack() {
        @Nullable JsonObject object = open;
        if (object == null) {
            return;
        }
        if (text == null) {
            text = object.toString().getBytes(StandardCharsets.UTF_8);
        }
        open = null;
    }
}
