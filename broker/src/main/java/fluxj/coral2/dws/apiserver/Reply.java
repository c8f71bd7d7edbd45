package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.Filter;
import fluxj.json.JsonObject;

import java.nio.charset.StandardCharsets;

/// What the answer to a request is.
sealed interface Reply {
    /// A body that is there.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Whole(int code, String type, byte[] body) implements Reply {}

    /// Events until the watch ends.
    ///
    /// @param path the kind and the version that is spoken
    /// @param from the resource version from which on, 0 for what is there first
    record Events(ResourcePath path, Filter filter, long from, HttpRequest request)
            implements Reply {}

    static Whole json(int code, JsonObject body) {
        return new Whole(
                code, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Whole text(String body) {
        return new Whole(200, "text/plain", body.getBytes(StandardCharsets.UTF_8));
    }
}
