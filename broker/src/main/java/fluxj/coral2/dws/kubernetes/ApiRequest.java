package fluxj.coral2.dws.kubernetes;

import fluxj.json.JsonObject;

import java.time.Duration;

/// A request to the API.
///
/// @param method of HTTP
/// @param path below the address of the API, with its query
/// @param contentType of the body, empty when there is none
/// @param body JSON, or empty
record ApiRequest(String method, String path, String contentType, String body) {
    /// How long an answer may take.
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    static ApiRequest get(String path) {
        return new ApiRequest("GET", path, "", "");
    }

    static ApiRequest post(String path, JsonObject body) {
        return new ApiRequest("POST", path, JSON, body.toString());
    }

    static ApiRequest merge(String path, JsonObject body) {
        return new ApiRequest("PATCH", path, MERGE_PATCH, body.toString());
    }

    static ApiRequest delete(String path) {
        return new ApiRequest("DELETE", path, "", "");
    }

    /// True when it makes an object.
    boolean creates() {
        return method.equals("POST");
    }
}
