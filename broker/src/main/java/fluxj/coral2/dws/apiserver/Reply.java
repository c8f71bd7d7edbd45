package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.Filter;
import fluxj.json.JsonObject;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What the answer to a request is.
sealed interface Reply {
    /// A body that is there.
    ///
    /// @param warnings what whoever asked should know
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Whole(int code, String type, byte[] body, List<String> warnings) implements Reply {
        /// The same with something that whoever asked should know.
        Whole warning(List<String> texts) {
            return new Whole(code, type, body, texts);
        }
    }

    /// Events until the watch ends.
    ///
    /// @param path the kind and the version that is spoken
    /// @param from the resource version from which on, 0 for what is there first
    record Events(ResourcePath path, Filter filter, long from, HttpRequest request)
            implements Reply {}

    static Whole json(int code, JsonObject body) {
        return new Whole(
                code,
                "application/json",
                body.toString().getBytes(StandardCharsets.UTF_8),
                List.of());
    }

    static Whole text(String body) {
        return new Whole(200, "text/plain", body.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
