package fluxj.job;

import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/// What one node has or lends: ids by type, such as cores and GPUs (`children` in RFC 20).
/// Immutable, and shared by all nodes that have the same; a type without ids is not there.
public final class NodeResources {
    /// The type of cores.
    public static final String CORE = "core";

    /// The type of GPUs.
    public static final String GPU = "gpu";

    /// Nothing.
    public static final NodeResources NONE = new NodeResources(new TreeMap<>());

    private static final Comparator<String> CORES_FIRST =
            Comparator.<String, Boolean>comparing(type -> !type.equals(CORE))
                    .thenComparing(Comparator.naturalOrder());

    private final SortedMap<String, Idset> ids;

    private NodeResources(SortedMap<String, Idset> ids) {
        this.ids = Collections.unmodifiableSortedMap(ids);
    }

    /// Ids by type.
    public static NodeResources of(Map<String, Idset> ids) {
        SortedMap<String, Idset> kept = new TreeMap<>(CORES_FIRST);
        ids.forEach(
                (type, set) -> {
                    if (!set.isEmpty()) {
                        kept.put(type, set);
                    }
                });
        return kept.isEmpty() ? NONE : new NodeResources(kept);
    }

    /// Cores and GPUs.
    public static NodeResources of(Idset cores, Idset gpus) {
        SortedMap<String, Idset> ids = new TreeMap<>(CORES_FIRST);
        ids.put(CORE, cores);
        ids.put(GPU, gpus);
        return of(ids);
    }

    /// Reads `{"core":"0-3","gpu":"0"}`.
    ///
    /// @throws FormatException when a member is no idset
    static NodeResources parse(JsonObject children) {
        SortedMap<String, Idset> ids = new TreeMap<>(CORES_FIRST);
        children.members()
                .forEach(
                        (type, set) -> {
                            if (!(set instanceof JsonValue.Text(String text))) {
                                throw new JsonException(
                                        "Expected string, got " + set.typeName() + ": " + type);
                            }
                            ids.put(type, Idset.parse(text));
                        });
        return of(ids);
    }

    /// The ids of a type.
    public Idset ids(String type) {
        return ids.getOrDefault(type, Idset.EMPTY);
    }

    /// The cores.
    public Idset cores() {
        return ids(CORE);
    }

    /// The GPUs.
    public Idset gpus() {
        return ids(GPU);
    }

    /// Ids by type, cores first, then by name.
    public SortedMap<String, Idset> byType() {
        return ids;
    }

    /// Whether there is nothing.
    public boolean isEmpty() {
        return ids.isEmpty();
    }

    /// What is here or there.
    public NodeResources union(NodeResources other) {
        return combine(other, Idset::union);
    }

    /// What is here and there.
    public NodeResources intersect(NodeResources other) {
        return combine(other, Idset::intersect);
    }

    /// What is here and not there.
    public NodeResources minus(NodeResources other) {
        return equals(other) ? NONE : combine(other, Idset::minus);
    }

    /// Both, which have nothing in common.
    ///
    /// @throws FormatException when they have
    public NodeResources plus(NodeResources other) {
        if (!intersect(other).isEmpty()) {
            throw new FormatException("duplicate resources");
        }
        return union(other);
    }

    private NodeResources combine(NodeResources other, BinaryOperator<Idset> operation) {
        SortedMap<String, Idset> result = new TreeMap<>(CORES_FIRST);
        ids.forEach((type, set) -> result.put(type, operation.apply(set, other.ids(type))));
        other.ids.forEach(
                (type, set) ->
                        result.computeIfAbsent(type, _ -> operation.apply(Idset.EMPTY, set)));
        return of(result);
    }

    /// The same number of each type, counted from 0; GPUs keep their ids, by which drivers know
    /// them.
    public NodeResources remapped() {
        SortedMap<String, Idset> result = new TreeMap<>(CORES_FIRST);
        ids.forEach(
                (type, set) -> result.put(type, type.equals(GPU) ? set : Idset.upTo(set.size())));
        return of(result);
    }

    /// The form in R: `{"core":"0-3","gpu":"0"}`.
    JsonObject toJson() {
        JsonObject.Builder object = JsonObject.builder();
        ids.forEach((type, set) -> object.put(type, set.toString()));
        return object.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeResources that && ids.equals(that.ids);
    }

    @Override
    public int hashCode() {
        return ids.hashCode();
    }

    /// Flux's short form: `core[0-3],gpu0`.
    @Override
    public String toString() {
        return ids.entrySet().stream()
                .map(entry -> entry.getKey() + entry.getValue().toBracketedString())
                .collect(Collectors.joining(","));
    }
}
