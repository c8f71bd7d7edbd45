package fluxj.cli.resource;

import fluxj.cli.format.FieldItem;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonValue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A line of `resource status` and `resource drain`: nodes in one state.
///
/// @param why empty unless they are drained
record NodeStatusLine(
        String state,
        boolean isOnline,
        Idset ranks,
        Hostlist hosts,
        Optional<NodeStatus.Drained> why)
        implements FieldItem {
    /// The headings of what may be shown.
    static final Map<String, String> HEADINGS =
            Map.ofEntries(
                    Map.entry("state", "STATE"),
                    Map.entry("statex", "STATE"),
                    Map.entry("nnodes", "NNODES"),
                    Map.entry("ranks", "RANKS"),
                    Map.entry("nodelist", "NODELIST"),
                    Map.entry("reason", "REASON"),
                    Map.entry("timestamp", "TIME"),
                    Map.entry("status", "STATUS"),
                    Map.entry("up", "UP"),
                    Map.entry("up.ascii", "UP"),
                    Map.entry("color_up", ""),
                    Map.entry("color_off", ""));

    /// What lines may differ in that are made one.
    static final Set<String> COUNTED = new TreeSet<>(Set.of("nodelist", "ranks", "nnodes"));

    NodeStatusLine with(NodeStatusLine other) {
        return new NodeStatusLine(
                state, isOnline, ranks.union(other.ranks), hosts.append(other.hosts).sorted(), why);
    }

    @Override
    public JsonValue field(String name) {
        return switch (name) {
            case "state" -> JsonValue.of(isOnline ? state : state + "*");
            case "statex" -> JsonValue.of(state);
            case "nnodes" -> JsonValue.of(hosts.size());
            case "ranks" -> JsonValue.of(ranks.toString());
            case "nodelist" -> JsonValue.of(hosts.toString());
            case "reason" -> JsonValue.of(why.map(NodeStatus.Drained::reason).orElse(""));
            case "timestamp" -> why.map(NodeStatus.Drained::timestamp).orElse(JsonValue.of(""));
            case "status" -> JsonValue.of(isOnline ? "online" : "offline");
            case "up" -> JsonValue.of(isOnline ? "✔" : "✗");
            case "up.ascii" -> JsonValue.of(isOnline ? "y" : "n");
            case "color_up" -> JsonValue.of(isOnline ? "\u001b[01;32m" : "\u001b[01;31m");
            case "color_off" -> JsonValue.of("\u001b[0;0m");
            default -> JsonValue.of("");
        };
    }
}
