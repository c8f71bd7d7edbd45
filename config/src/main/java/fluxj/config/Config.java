package fluxj.config;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A broker's whole configuration: the JSON object that also travels on the wire, and where each of
/// its keys was set when that is known. Immutable; an update makes a new one.
public final class Config {

    /// No settings at all.
    public static final Config EMPTY = new Config(JsonObject.EMPTY, Map.of());

    private static final int MAX_DEPTH = 128;

    private final JsonObject root;
    private final Map<String, SourcePlace> places;

    private Config(JsonObject root, Map<String, SourcePlace> places) {
        this.root = root;
        this.places = places;
    }

    /// A configuration received as an object; nothing is known of where its keys were set.
    public static Config of(JsonObject root) {
        return new Config(root, Map.of());
    }

    static Config of(JsonObject root, Map<String, SourcePlace> places) {
        return new Config(root, Map.copyOf(places));
    }

    /// The settings as the object Flux keeps.
    public JsonObject root() {
        return root;
    }

    /// A table of its own name at the top, when it is one.
    public Optional<JsonObject> table(String name) {
        return root.object(name);
    }

    /// Where a key was set, by its path: `tbon.topo`, `bootstrap.hosts[1].host`.
    public Optional<SourcePlace> place(String path) {
        return Optional.ofNullable(places.get(path));
    }

    /// The value at a dotted path, as `config.get` and `flux config get` look it up.
    public Optional<JsonValue> get(String path) {
        JsonValue value = root;
        for (String step : path.split("\\.", -1)) {
            if (!(value instanceof JsonObject object)) {
                return Optional.empty();
            }
            Optional<JsonValue> next = object.get(step);
            if (next.isEmpty()) {
                return next;
            }
            value = next.get();
        }
        return Optional.of(value);
    }

    /// This configuration with another one laid over it: tables are merged, all else is replaced.
    public Config merge(Config over) {
        Map<String, SourcePlace> merged = new HashMap<>(places);
        merged.putAll(over.places);
        return new Config(merge(root, over.root), Map.copyOf(merged));
    }

    private static JsonObject merge(JsonObject under, JsonObject over) {
        JsonObject.Builder merged = under.toBuilder();
        over.members()
                .forEach(
                        (key, value) ->
                                merged.put(
                                        key,
                                        value instanceof JsonObject table
                                                ? under.object(key)
                                                        .map(below -> merge(below, table))
                                                        .orElse(table)
                                                : value));
        return merged.build();
    }

    /// This configuration with the value at a dotted path set; tables on the way are made.
    ///
    /// @throws ConfigException when a step is empty or something on the way is no table
    public Config with(String path, JsonValue value) {
        if (path.chars().filter(c -> c == '.').count() > MAX_DEPTH) {
            throw new ConfigException(
                    "setting a key with more than " + MAX_DEPTH + " dots: Invalid argument");
        }
        Map<String, SourcePlace> kept = new HashMap<>();
        places.forEach(
                (key, place) -> {
                    boolean replaced =
                            key.equals(path)
                                    || key.startsWith(path + ".")
                                    || key.startsWith(path + "[");
                    if (!replaced) {
                        kept.put(key, place);
                    }
                });
        return new Config(set(root, path, path, value), Map.copyOf(kept));
    }

    private static JsonObject set(JsonObject table, String whole, String rest, JsonValue value) {
        int dot = rest.indexOf('.');
        String step = dot < 0 ? rest : rest.substring(0, dot);
        if (step.isEmpty()) {
            throw new ConfigException("setting " + whole + ": Invalid argument");
        }
        if (dot < 0) {
            return table.with(step, value);
        }
        JsonValue below = table.get(step).orElse(JsonObject.EMPTY);
        if (!(below instanceof JsonObject object)) {
            throw new ConfigException(
                    "setting " + whole + ": Invalid argument (" + step + " is not a table)");
        }
        return table.with(step, set(object, whole, rest.substring(dot + 1), value));
    }

    /// Two configurations are equal when their settings are, wherever they were set.
    @Override
    public boolean equals(Object other) {
        return other instanceof Config that && root.equals(that.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
