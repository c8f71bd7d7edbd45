package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.format.Hostlist;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which rabbits there are and which compute nodes hang on each.
///
/// @param rabbits the hosts of each rabbit by its name, in order
/// @param capacity the bytes of each rabbit
public record SimLayout(Map<String, Hostlist> rabbits, long capacity) {
    /// What a rabbit has if nothing else is said: 36 TiB.
    public static final long CAPACITY = 36L << 40;

    static final Kind NAMESPACE = new Kind("", "namespaces", "Namespace", false);

    /// Where movements live that no single rabbit does.
    static final String MOVEMENT_NAMESPACE = "nnf-dm-system";

    /// Where profiles live.
    static final String PROFILE_NAMESPACE = "nnf-system";

    /// Hosts dealt to so many rabbits, neighbours to the same one; where several brokers share a
    /// host it is one.
    public static SimLayout of(int rabbits, Hostlist nodes, long capacity) {
        Hostlist hosts = nodes.uniq();
        Map<String, Hostlist> layout = new LinkedHashMap<>();
        int start = 0;
        for (int i = 0; i < rabbits; i++) {
            int end = (int) Math.ceilDiv((long) hosts.size() * (i + 1), rabbits);
            layout.put("rabbit" + i, Hostlist.of(hosts.toList().subList(start, end)));
            start = end;
        }
        return new SimLayout(layout, capacity);
    }

    static JsonObject namespace(String name) {
        return JsonObject.of("metadata", JsonObject.of("name", name));
    }

    /// All namespaces that objects will be in.
    List<String> namespaces() {
        List<String> names = new ArrayList<>(List.of(MOVEMENT_NAMESPACE, PROFILE_NAMESPACE));
        rabbits.forEach(
                (rabbit, hosts) -> {
                    names.add(rabbit);
                    names.addAll(hosts.toList());
                });
        return names;
    }

    private static JsonObject metadata(String name) {
        return JsonObject.builder().put("name", name).put("namespace", ObjectName.DEFAULT).build();
    }

    static JsonObject storage(String rabbit) {
        JsonObject labelled =
                metadata(rabbit).with("labels", JsonObject.of(Kind.DWS + "/storage", "Rabbit"));
        return JsonObject.builder()
                .put("metadata", labelled)
                .put(
                        "spec",
                        JsonObject.builder().put("state", "Enabled").put("mode", "Live").build())
                .build();
    }

    /// What a rabbit says of itself and of its nodes.
    ///
    /// @param status such as `Ready`
    /// @param free how many bytes nobody has
    JsonObject storageStatus(String rabbit, String status, Faults faults, long free) {
        List<JsonValue> computes = new ArrayList<>();
        for (String host : rabbits.getOrDefault(rabbit, Hostlist.EMPTY)) {
            computes.add(named(host, faults.offline(host) ? "Offline" : "Ready"));
        }
        return JsonObject.builder()
                .put("status", status)
                .put("type", "NVMe")
                .put("capacity", free)
                .put(
                        "access",
                        JsonObject.builder()
                                .put("protocol", "PCIe")
                                .put("servers", JsonArray.of(named(rabbit, "Ready")))
                                .put("computes", new JsonArray(computes))
                                .build())
                .build();
    }

    private static JsonObject named(String name, String status) {
        return JsonObject.builder().put("name", name).put("status", status).build();
    }

    JsonObject systemConfiguration() {
        List<JsonValue> nodes = new ArrayList<>();
        rabbits.forEach(
                (rabbit, hosts) -> {
                    List<JsonValue> computes = new ArrayList<>();
                    for (String host : hosts) {
                        computes.add(
                                JsonObject.builder()
                                        .put("name", host)
                                        .put("index", computes.size())
                                        .build());
                    }
                    nodes.add(
                            JsonObject.builder()
                                    .put("name", rabbit)
                                    .put("type", "Rabbit")
                                    .put("computesAccess", new JsonArray(computes))
                                    .build());
                });
        return JsonObject.builder()
                .put("metadata", metadata(ObjectName.DEFAULT))
                .put(
                        "spec",
                        JsonObject.builder()
                                .put("portsCooldownInSeconds", 60)
                                .put("storageNodes", new JsonArray(nodes))
                                .build())
                .build();
    }

    static JsonObject systemStatus() {
        return JsonObject.builder()
                .put("metadata", metadata(ObjectName.DEFAULT))
                .put("data", JsonObject.of("nodes", JsonObject.EMPTY))
                .build();
    }
}
