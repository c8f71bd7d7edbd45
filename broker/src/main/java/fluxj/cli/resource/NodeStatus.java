package fluxj.cli.resource;

import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which nodes are in which state, from what the services say. Pure.
final class NodeStatus {
    /// Why and since when a node is drained.
    record Drained(JsonValue timestamp, String reason) {}

    private final ResourceSet nodes;
    private final Map<String, Idset> states = new TreeMap<>();
    private final Map<Integer, Drained> drained = new TreeMap<>();

    /// @param status `resource.status`; empty for no nodes at all
    /// @param allocated ranks that jobs hold something of
    /// @param housekeeping ranks that are being tidied up
    NodeStatus(Optional<JsonObject> status, Idset allocated, Idset housekeeping) {
        JsonObject all = status.orElse(JsonObject.EMPTY);
        nodes = all.object("R").map(Rv1::parse).orElse(ResourceSet.EMPTY);
        states.put("allocated", allocated);
        states.put("housekeeping", housekeeping);
        for (String state : new String[] {"online", "offline", "exclude", "torpid"}) {
            states.put(state, Idset.parse(all.text(state).orElse("")));
        }
        all.object("drain")
                .orElse(JsonObject.EMPTY)
                .members()
                .forEach((ranks, why) -> addDrained(Idset.parse(ranks), why));
        derive();
    }

    private void addDrained(Idset ranks, JsonValue why) {
        if (!(why instanceof JsonObject entry)) {
            throw new FormatException("drain entry is no object");
        }
        Drained node =
                new Drained(
                        entry.get("timestamp").orElse(JsonValue.of("")),
                        entry.text("reason").orElse(""));
        ranks.forEach(rank -> drained.put(rank, node));
    }

    private void derive() {
        Idset.Builder builder = Idset.builder();
        drained.keySet().forEach(builder::add);
        Idset ranks = builder.build();
        states.put("draining", ranks.intersect(in("allocated")));
        states.put("drained", ranks.minus(in("allocated")));
        states.put("avail", nodes.ranks().minus(in("exclude")).minus(ranks).minus(in("torpid")));
    }

    ResourceSet nodes() {
        return nodes;
    }

    Idset in(String state) {
        return states.getOrDefault(state, Idset.EMPTY);
    }

    Drained drained(int rank) {
        return drained.getOrDefault(rank, new Drained(JsonValue.of(""), ""));
    }

    /// Nothing else is shown.
    void only(Idset ranks) {
        states.replaceAll(
                (state, members) ->
                        state.equals("housekeeping") ? members : members.intersect(ranks));
        drained.keySet().removeIf(rank -> !ranks.contains(rank));
    }

    /// Takes ranks out of a state that are shown in another.
    void hide(String state, Idset ranks) {
        states.merge(state, ranks, Idset::minus);
    }
}
