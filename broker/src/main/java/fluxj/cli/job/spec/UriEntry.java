package fluxj.cli.job.spec;

import fluxj.cli.format.PythonNumbers;
import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `SCHEME[:VALUE[?KEY=VALUE…]]` of a dependency (RFC 26) or a task map as a jobspec has it.
final class UriEntry {
    private static final Pattern URI =
            Pattern.compile(
                    "([a-zA-Z][a-zA-Z0-9+.-]*):([^?#]*)(?:\\?([^#]*))?(?:#.*)?", Pattern.DOTALL);

    private UriEntry() {}

    /// Reads one.
    ///
    /// @param what it is for, as the error says it
    /// @throws FormatException when it is none
    static JsonObject parse(String text, String what) {
        String uri = text.contains(":") ? text : text + ":";
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            throw new FormatException("Invalid " + what + " URI \"" + uri + "\"");
        }
        JsonObject.Builder entry =
                JsonObject.builder()
                        .put("scheme", parts.group(1).toLowerCase(Locale.ROOT))
                        .put("value", parts.group(2));
        if (parts.group(3) != null) {
            query(parts.group(3)).forEach((key, values) -> entry.put(key, value(values)));
        }
        return entry.build();
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && equals < pair.length() - 1) {
                query.computeIfAbsent(decoded(pair.substring(0, equals)), _ -> new ArrayList<>())
                        .add(decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static JsonValue value(List<String> values) {
        List<JsonValue> all = values.stream().map(PythonNumbers::orText).toList();
        return all.size() == 1 ? all.getFirst() : new JsonArray(all);
    }
}
