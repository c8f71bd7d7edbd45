package fluxj.services.groups;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.services.groups.GroupsProtocol.Change;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Joins and leaves collected for a moment, so that a thousand brokers coming up at once are a few
/// messages at rank 0. Changes of one group that all point the same way become one.
final class GroupBatch {
    /// One change: ranks in or out.
    record Step(Idset ranks, boolean set) {
        Idset applyTo(Idset members) {
            return set ? members.union(ranks) : members.minus(ranks);
        }
    }

    private final Map<String, List<Step>> steps = new LinkedHashMap<>();

    boolean isEmpty() {
        return steps.isEmpty();
    }

    void add(String group, Idset ranks, boolean set) {
        List<Step> list = steps.computeIfAbsent(group, _ -> new ArrayList<>(1));
        if (!list.isEmpty() && list.getLast().set() == set) {
            list.set(list.size() - 1, new Step(list.getLast().ranks().union(ranks), set));
        } else {
            list.add(new Step(ranks, set));
        }
    }

    /// Adds what a child sent; all of it or, when any of it is malformed, nothing.
    ///
    /// @throws FluxException EPROTO
    void addAll(JsonObject update) {
        GroupBatch checked = new GroupBatch();
        update.members()
                .forEach(
                        (group, changes) -> {
                            if (!(changes instanceof JsonArray array)) {
                                throw malformed(group);
                            }
                            for (JsonValue change : array) {
                                checked.addOne(group, change);
                            }
                        });
        checked.steps.forEach(
                (group, list) -> list.forEach(step -> add(group, step.ranks(), step.set())));
    }

    private void addOne(String group, JsonValue change) {
        if (!(change instanceof JsonObject object)) {
            throw malformed(group);
        }
        try {
            Change decoded = RecordCodec.decode(Change.class, object);
            add(group, Idset.parse(decoded.ranks()), decoded.set());
        } catch (JsonException | FormatException _) {
            throw malformed(group);
        }
    }

    private static FluxException malformed(String group) {
        return new FluxException(
                Errno.EPROTO, "groups: error decoding batch update for group=" + group);
    }

    /// The steps of each group, and an empty batch from then on.
    Map<String, List<Step>> drain() {
        Map<String, List<Step>> drained = new LinkedHashMap<>(steps);
        steps.clear();
        return drained;
    }

    /// The wire form of drained steps.
    static JsonObject toJson(Map<String, List<Step>> drained) {
        JsonObject.Builder update = JsonObject.builder();
        drained.forEach(
                (group, list) -> {
                    List<JsonValue> changes = new ArrayList<>();
                    for (Step step : list) {
                        changes.add(
                                RecordCodec.encode(
                                        new Change(step.ranks().toString(), step.set())));
                    }
                    update.put(group, new JsonArray(changes));
                });
        return update.build();
    }
}
