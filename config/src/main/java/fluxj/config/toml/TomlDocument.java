package fluxj.config.toml;

import static java.util.Objects.requireNonNull;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A TOML text as the JSON object Flux makes of it, and where each key stands.
///
/// A time becomes `{"iso-8601-ts": "…Z"}`; a date or a time of day alone, and a number that is not
/// finite, have no JSON form and are refused.
///
/// @param root the whole text as an object
/// @param places where each key stands, by its path: `tbon.topo`, `bootstrap.hosts[1].host`
public record TomlDocument(JsonObject root, Map<String, TomlPlace> places) {
    private static final TomlParseOptions OPTIONS =
            TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0);
    private static final TomlPlace START = new TomlPlace(1, 1);

    /// Reads a text of TOML 1.0.
    ///
    /// @throws TomlException for the first error in it
    public static TomlDocument parse(String text) {
        var parsed = Toml.parse(text, OPTIONS);
        if (parsed.hasErrors()) {
            TomlParseError error = parsed.errors().getFirst();
            throw new TomlException(
                    String.valueOf(error.getMessage()).replace('\n', ' '), place(error.position()));
        }
        Map<String, TomlPlace> places = new HashMap<>();
        return new TomlDocument(object(parsed, "", places), Map.copyOf(places));
    }

    private static TomlPlace place(@Nullable TomlPosition position) {
        return position == null ? START : new TomlPlace(position.line(), position.column());
    }

    private static JsonObject object(TomlTable table, String path, Map<String, TomlPlace> places) {
        JsonObject.Builder object = JsonObject.builder();
        for (String key : table.keySet()) {
            List<String> step = List.of(key);
            String below = path.isEmpty() ? key : path + "." + key;
            TomlPlace place = place(table.inputPositionOf(step));
            places.put(below, place);
            object.put(key, value(requireNonNull(table.get(step)), below, place, places));
        }
        return object.build();
    }

    private static JsonArray array(TomlArray array, String path, Map<String, TomlPlace> places) {
        List<JsonValue> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String below = path + "[" + i + "]";
            TomlPlace place = place(array.inputPositionOf(i));
            places.put(below, place);
            items.add(value(array.get(i), below, place, places));
        }
        return new JsonArray(items);
    }

    private static JsonValue value(
            Object value, String path, TomlPlace place, Map<String, TomlPlace> places) {
        return switch (value) {
            case TomlTable table -> object(table, path, places);
            case TomlArray array -> array(array, path, places);
            case String text -> JsonValue.of(text);
            case Long number -> JsonValue.of(number.longValue());
            case Boolean truth -> JsonValue.of(truth.booleanValue());
            case Double number when Double.isFinite(number) -> JsonValue.of(number.doubleValue());
            case OffsetDateTime time -> time(time, place);
            case LocalDateTime time -> time(time.atOffset(ZoneOffset.UTC), place);
            case Object _ ->
                    throw new TomlException(
                            "converting TOML to JSON: Invalid argument (" + path + ")", place);
        };
    }

    private static JsonValue time(OffsetDateTime time, TomlPlace place) {
        if (time.toEpochSecond() < 0) {
            throw new TomlException(
                    "converting TOML to JSON: Invalid argument (time before 1970)", place);
        }
        return JsonObject.of(
                "iso-8601-ts",
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'")
                        .format(time.withOffsetSameInstant(ZoneOffset.UTC)));
    }
}
