package fluxj.job;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.json.RecordCodec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The form of resource sets outside: R version 1 (RFC 20).
public final class Rv1 {
    private static final int VERSION = 1;

    private record Entry(String rank, JsonObject children) {}

    private record Execution(
            @Key("R_lite") JsonValue entries,
            Optional<JsonArray> nodelist,
            Optional<JsonValue> properties,
            Optional<Integer> nslots,
            Optional<Double> starttime,
            Optional<Double> expiration) {}

    private record Document(int version, Optional<JsonValue> scheduling, Execution execution) {}

    private Rv1() {}

    /// Reads R.
    ///
    /// @throws FormatException with a line for a person, when it is not JSON or not R version 1
    public static ResourceSet parse(String text) {
        try {
            return parse(JsonObject.parse(text));
        } catch (JsonException e) {
            throw new FormatException(String.valueOf(e.getMessage()));
        }
    }

    /// Reads R; same errors as [#parse(String)].
    public static ResourceSet parse(JsonObject object) {
        Document document = decode(object);
        if (document.version != VERSION) {
            throw new FormatException("invalid version=" + document.version);
        }
        Execution execution = document.execution;
        ResourceSet.Builder builder = ResourceSet.builder();
        for (Entry entry : entries(execution.entries)) {
            builder.add(Idset.parse(entry.rank), children(entry));
        }
        execution.nodelist.ifPresent(list -> builder.hosts(hosts(list)));
        execution.properties.ifPresent(properties -> addProperties(builder, properties));
        execution.nslots.filter(slots -> slots > 0).ifPresent(builder::slots);
        builder.times(
                Math.max(0, execution.starttime.orElse(0.0)),
                Math.max(0, execution.expiration.orElse(0.0)));
        document.scheduling.ifPresent(builder::scheduling);
        return builder.build();
    }

    /// R as JSON, with its members in flux-core's order.
    public static JsonObject json(ResourceSet set) {
        List<JsonValue> entries = new ArrayList<>();
        set.groups()
                .forEach(
                        (resources, ranks) -> {
                            if (!resources.isEmpty()) {
                                entries.add(
                                        JsonObject.builder()
                                                .put("rank", ranks.toString())
                                                .put("children", resources.toJson())
                                                .build());
                            }
                        });
        JsonObject.Builder execution = JsonObject.builder().put("R_lite", new JsonArray(entries));
        if (set.slots() > 0) {
            execution.put("nslots", set.slots());
        }
        execution.put("starttime", set.starttime()).put("expiration", set.expiration());
        Optional<Hostlist> hosts = set.isEmpty() ? Optional.of(Hostlist.EMPTY) : set.hosts();
        hosts.ifPresent(
                names -> execution.put("nodelist", JsonArray.of(JsonValue.of(names.toString()))));
        if (!set.properties().isEmpty()) {
            JsonObject.Builder properties = JsonObject.builder();
            set.properties().forEach((name, ranks) -> properties.put(name, ranks.toString()));
            execution.put("properties", properties.build());
        }
        JsonObject.Builder document =
                JsonObject.builder().put("version", 1).put("execution", execution.build());
        set.scheduling().ifPresent(own -> document.put("scheduling", own));
        return document.build();
    }

    /// An empty object stands for no entries, as flux-core takes it.
    private static List<Entry> entries(JsonValue list) {
        if (list.equals(JsonObject.EMPTY)) {
            return List.of();
        }
        if (!(list instanceof JsonArray array)) {
            throw new FormatException("Expected array, got " + list.typeName() + ": R_lite");
        }
        List<Entry> entries = new ArrayList<>();
        try {
            for (JsonValue item : array) {
                if (!(item instanceof JsonObject object)) {
                    throw new FormatException("Expected object, got " + item.typeName());
                }
                entries.add(RecordCodec.decode(Entry.class, object));
            }
        } catch (JsonException e) {
            throw new FormatException(String.valueOf(e.getMessage()));
        }
        return entries;
    }

    private static Document decode(JsonObject object) {
        try {
            return RecordCodec.decode(Document.class, object);
        } catch (JsonException e) {
            throw new FormatException(String.valueOf(e.getMessage()));
        }
    }

    private static NodeResources children(Entry entry) {
        try {
            return NodeResources.parse(entry.children);
        } catch (JsonException e) {
            throw new FormatException(String.valueOf(e.getMessage()));
        }
    }

    private static Hostlist hosts(JsonArray list) {
        Hostlist hosts = Hostlist.EMPTY;
        for (JsonValue item : list) {
            if (!(item instanceof JsonValue.Text(String names))) {
                throw new FormatException("nodelist holds a value that is no string: " + item);
            }
            hosts = hosts.append(Hostlist.parse(names));
        }
        return hosts;
    }

    private static void addProperties(ResourceSet.Builder builder, JsonValue properties) {
        if (!(properties instanceof JsonObject object)) {
            throw new FormatException("properties must be an object");
        }
        for (Map.Entry<String, JsonValue> property : object.members().entrySet()) {
            String name = property.getKey();
            if (!(property.getValue() instanceof JsonValue.Text(String ranks))) {
                throw new FormatException(
                        "properties value '" + property.getValue() + "' not a string");
            }
            PropertyName.check(name);
            builder.property(name, ranks(name, ranks));
        }
    }

    private static Idset ranks(String property, String ranks) {
        try {
            return Idset.parse(ranks);
        } catch (FormatException _) {
            throw new FormatException(
                    "invalid idset '%s' specified for property \"%s\"".formatted(ranks, property));
        }
    }
}
