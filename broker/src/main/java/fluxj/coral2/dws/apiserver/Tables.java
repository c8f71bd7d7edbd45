package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiKind.Column;
import fluxj.coral2.dws.apiserver.store.Metadata;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.platform.WallClock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Objects as the tables that `kubectl get` prints.
final class Tables {
    private static final int MICROS = 1_000_000;

    private final ResourcePath path;
    private final WallClock clock;
    private final boolean wholeObjects;

    /// @param wholeObjects true when rows bring their objects along
    Tables(ResourcePath path, WallClock clock, boolean wholeObjects) {
        this.path = path;
        this.clock = clock;
        this.wholeObjects = wholeObjects;
    }

    /// @param metadata of the list
    /// @param headed false for the second and later tables of a watch, which bring no columns
    JsonObject table(List<JsonObject> objects, JsonObject metadata, boolean headed) {
        JsonObject.Builder table =
                JsonObject.builder()
                        .put("kind", "Table")
                        .put("apiVersion", "meta.k8s.io/v1")
                        .put("metadata", metadata);
        table.put("columnDefinitions", headed ? new JsonArray(definitions()) : JsonValue.Null.NULL);
        List<JsonValue> rows = new ArrayList<>();
        objects.forEach(object -> rows.add(row(object)));
        return table.put("rows", new JsonArray(rows)).build();
    }

    private List<JsonValue> definitions() {
        List<JsonValue> definitions = new ArrayList<>();
        definitions.add(definition("Name", "string", false));
        for (Column column : path.kind().columns()) {
            definitions.add(definition(column.title(), "string", column.wide()));
        }
        definitions.add(definition(ageless() ? "Created At" : "Age", "date", false));
        return definitions;
    }

    /// Definitions of kinds say since when they are there.
    private boolean ageless() {
        return path.kind().fixed();
    }

    private static JsonObject definition(String name, String type, boolean wide) {
        return JsonObject.builder()
                .put("name", name)
                .put("type", type)
                .put("format", name.equals("Name") ? "name" : "")
                .put("description", "")
                .put("priority", wide ? 1 : 0)
                .build();
    }

    private JsonObject row(JsonObject object) {
        List<JsonValue> cells = new ArrayList<>();
        cells.add(JsonValue.of(Metadata.text(object, "name")));
        for (Column column : path.kind().columns()) {
            cells.add(JsonPath.get(object, column.path()).orElse(JsonValue.Null.NULL));
        }
        String created = Metadata.text(object, "creationTimestamp");
        cells.add(JsonValue.of(ageless() ? created : age(created)));
        JsonObject shown =
                wholeObjects
                        ? object.with("apiVersion", JsonValue.of(path.apiVersion()))
                        : JsonObject.builder()
                                .put("kind", "PartialObjectMetadata")
                                .put("apiVersion", "meta.k8s.io/v1")
                                .put("metadata", Metadata.of(object))
                                .build();
        return JsonObject.builder().put("cells", new JsonArray(cells)).put("object", shown).build();
    }

    private String age(String created) {
        if (created.isEmpty()) {
            return "<unknown>";
        }
        Instant now = Instant.ofEpochSecond(clock.epochMicros() / MICROS);
        return spoken(Duration.between(Instant.parse(created), now));
    }

    /// A duration as Kubernetes says it: exact when it is short, rougher when it is long.
    static String spoken(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return both(minutes, "m", seconds % 60, "s");
        }
        if (hours < 3) {
            return minutes + "m";
        }
        if (hours < 8) {
            return both(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return both(days, "d", hours % 24, "h");
        }
        long years = days / 365;
        if (years < 2) {
            return days + "d";
        }
        return years < 8 ? both(years, "y", days % 365, "d") : years + "y";
    }

    private static String both(long large, String unit, long small, String part) {
        return large + unit + (small == 0 ? "" : small + part);
    }
}
