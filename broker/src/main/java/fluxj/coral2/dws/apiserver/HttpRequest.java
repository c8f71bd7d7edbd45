package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One request of HTTP.
///
/// @param target the path and the query, as they came
/// @param headers by their names in lower case
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
record HttpRequest(String method, String target, Map<String, String> headers, byte[] body) {
    /// What a trial is asked for by.
    static final String TRIAL = "All";

    /// The path without a slash at its end.
    String path() {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
    }

    /// What the query says, each name's last value.
    Map<String, String> query() {
        Map<String, String> values = new LinkedHashMap<>();
        int start = target.indexOf('?');
        for (String part : start < 0 ? new String[0] : target.substring(start + 1).split("&")) {
            int equals = part.indexOf('=');
            values.put(
                    decoded(equals < 0 ? part : part.substring(0, equals)),
                    equals < 0 ? "" : decoded(part.substring(equals + 1)));
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid URL escape in \"" + text + "\"");
        }
    }

    String query(String name) {
        return query().getOrDefault(name, "");
    }

    /// A number of the query, 0 when it is not there.
    long number(String name) {
        String text = query(name);
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw ApiException.badRequest("invalid " + name + ": \"" + text + "\"");
        }
        return Long.parseLong(text);
    }

    boolean flag(String name) {
        return List.of("true", "1", "t").contains(query(name).toLowerCase(Locale.ROOT));
    }

    /// True when nothing is to come of it.
    boolean isTrial() {
        return query("dryRun").equals(TRIAL);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// The type of the body without its parameters.
    String contentType() {
        return header("content-type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /// True when whoever asks wants to print what comes, as a table.
    boolean wantsTable() {
        return header("accept").contains("as=Table") && header("accept").contains("v=v1");
    }

    /// True when the connection ends after the answer.
    boolean isLast() {
        return header("connection").toLowerCase(Locale.ROOT).contains("close");
    }

    /// The body.
    ///
    /// @throws ApiException 415 when it is not said to be JSON, 400 when it is not
    JsonValue json() {
        if (!contentType().isEmpty() && !contentType().endsWith("json")) {
            throw new ApiException(
                    415, "UnsupportedMediaType", "rabbit-sim takes JSON, not " + contentType());
        }
        try {
            return JsonValue.parse(new String(body, StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw ApiException.badRequest("the object provided is not JSON: " + e.getMessage());
        }
    }

    JsonObject object() {
        if (json() instanceof JsonObject object) {
            return object;
        }
        throw ApiException.badRequest("the object provided is no object");
    }
}
