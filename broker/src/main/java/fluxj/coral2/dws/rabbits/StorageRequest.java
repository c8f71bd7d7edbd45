package fluxj.coral2.dws.rabbits;

import fluxj.config.tables.StorageMaximums;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a scheduler that knows of rabbits must allocate for a job: its jobspec's resources with an
/// `ssd` for the storage that its directives need (spec coral2 4.7).
public final class StorageRequest {
    private static final String SSD = "ssd";
    private static final String NODE = "node";
    private static final String CHASSIS = "chassis";
    private static final String SLOT = "slot";
    private static final String STORAGE_NODE = "storage_node";
    private static final String WITH = "with";

    private StorageRequest() {}

    /// Adds storage to resources.
    ///
    /// @param resources of the jobspec
    /// @param breakdowns of all directives
    /// @param minimumGib no part of a file system is counted as less
    /// @return the resources as they must be, or nothing when storage was added before
    /// @throws FluxException EINVAL with a text for the user; EPROTO when a breakdown makes no
    ///   sense
    public static Optional<JsonValue> add(
            JsonValue resources,
            List<Breakdown> breakdowns,
            StorageMaximums maximums,
            long minimumGib) {
        if (!(resources instanceof JsonArray entries) || entries.size() == 0) {
            throw invalid("jobspec resources empty");
        }
        JsonObject top = object(entries.items().getFirst());
        if (hasStorage(top)) {
            return Optional.empty();
        }
        if (entries.size() > 1) {
            throw notSingle(entries.size() + " entries");
        }
        JobShape shape = shapeOf(top);
        StorageSum sum = new StorageSum(shape.nodeCount(), minimumGib);
        for (Breakdown breakdown : breakdowns) {
            breakdown.storage().ifPresent(sum::add);
        }
        if (sum.perNode() == 0) {
            return Optional.of(resources);
        }
        sum.check(maximums);
        return Optional.of(shape.with(sum.perNode()));
    }

    /// What resources look like to which storage may be added.
    private sealed interface JobShape {
        /// How many nodes it has.
        long nodeCount();

        /// The resources with so many GiB for each node.
        JsonArray with(long gibPerNode);
    }

    private record Nodes(JsonObject node, long nodeCount) implements JobShape {
        @Override
        public JsonArray with(long gibPerNode) {
            JsonObject one = node.with("count", JsonValue.of(1));
            return JsonArray.of(
                    JsonObject.builder()
                            .put("type", SLOT)
                            .put("count", nodeCount)
                            .put("label", "rabbit")
                            .put(WITH, JsonArray.of(one, ssd(gibPerNode)))
                            .build());
        }
    }

    private record Chassis(JsonObject chassis, long count, long nodesEach) implements JobShape {
        @Override
        public long nodeCount() {
            return multiply(count, nodesEach);
        }

        @Override
        public JsonArray with(long gibPerNode) {
            List<JsonValue> below = new ArrayList<>(below(chassis));
            below.add(ssd(multiply(gibPerNode, nodesEach)));
            return JsonArray.of(chassis.with(WITH, new JsonArray(below)));
        }
    }

    private static JobShape shapeOf(JsonObject top) {
        String type = typeOf(top);
        return switch (type) {
            case NODE -> new Nodes(top, countOf(top));
            case CHASSIS -> new Chassis(top, countOf(top), countOf(nodeBelow(top)));
            default -> throw notSingle(PythonText.quoted(type));
        };
    }

    private static JsonObject nodeBelow(JsonObject chassis) {
        List<JsonValue> below = below(chassis);
        for (JsonValue each : below) {
            if (typeOf(object(each)).equals(NODE)) {
                return object(each);
            }
        }
        throw invalid(
                "Expected 'node' type below 'chassis, got "
                        + (below.isEmpty() ? "nothing" : typeOf(object(below.getFirst()))));
    }

    /// Whether storage was added before.
    private static boolean hasStorage(JsonObject top) {
        String type = typeOf(top);
        List<JsonValue> below = below(top);
        if (below.size() < 2 || !(type.equals(SLOT) || type.equals(CHASSIS))) {
            return false;
        }
        for (JsonValue each : below) {
            switch (typeOf(object(each))) {
                case SSD -> {
                    return true;
                }
                case NODE, STORAGE_NODE -> {}
                case String other ->
                        throw invalid(
                                "jobspec resources has top level '"
                                        + type
                                        + "' entry with "
                                        + other
                                        + " below it");
            }
        }
        return false;
    }

    private static JsonObject ssd(long gib) {
        return JsonObject.builder()
                .put("type", SSD)
                .put("count", gib)
                .put("exclusive", true)
                .build();
    }

    private static long multiply(long left, long right) {
        long high = Math.multiplyHigh(left, right);
        long low = left * right;
        if (high != 0 || low < 0) {
            throw new FluxException(Errno.EOVERFLOW, "jobspec resources ask for too much storage");
        }
        return low;
    }

    private static List<JsonValue> below(JsonObject entry) {
        return entry.array(WITH).orElse(JsonArray.EMPTY).items();
    }

    private static JsonObject object(JsonValue entry) {
        if (entry instanceof JsonObject object) {
            return object;
        }
        throw invalid("jobspec resources has an entry that is no object");
    }

    private static String typeOf(JsonObject entry) {
        return entry.text("type")
                .orElseThrow(() -> invalid("jobspec resources has an entry without a type"));
    }

    private static long countOf(JsonObject entry) {
        return entry.whole("count")
                .filter(count -> count > 0)
                .orElseThrow(
                        () ->
                                invalid(
                                        "jobspec resources has a '"
                                                + typeOf(entry)
                                                + "' entry whose count is no positive integer"));
    }

    private static FluxException notSingle(String got) {
        return invalid(
                "jobspec resources must have a single top-level 'node' or 'chassis' entry, got "
                        + got);
    }

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, why);
    }
}
