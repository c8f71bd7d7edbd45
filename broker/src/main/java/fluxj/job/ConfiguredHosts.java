package fluxj.job;

import fluxj.config.tables.HostResources;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes resources of `[[resource.config]]`: ranks by the order in which hosts are first named, and
/// what later entries say added to what earlier ones did. Pure.
public final class ConfiguredHosts {
    private static final String INVALID_IN_PROPERTY = "^&'\"`|()";

    private final Map<String, Integer> ranks = new LinkedHashMap<>();
    private final ResourceSet.Builder builder = ResourceSet.builder();

    private ConfiguredHosts() {}

    /// The resources.
    ///
    /// @throws FormatException in Flux's words
    public static ResourceSet resources(List<HostResources> entries) {
        ConfiguredHosts hosts = new ConfiguredHosts();
        for (int i = 0; i < entries.size(); i++) {
            hosts.add("config[" + i + "]: ", entries.get(i));
        }
        if (hosts.ranks.isEmpty()) {
            throw new FormatException("no hosts configured");
        }
        ResourceSet set = hosts.builder.hosts(Hostlist.of(hosts.ranks.keySet())).build();
        Idset empty = set.groups().getOrDefault(NodeResources.NONE, Idset.EMPTY);
        if (!empty.isEmpty()) {
            throw new FormatException(
                    "resource.config: "
                            + set.only(empty).hosts().orElse(Hostlist.EMPTY)
                            + " assigned no resources");
        }
        return set;
    }

    private void add(String where, HostResources entry) {
        Hostlist hosts;
        try {
            hosts = Hostlist.parse(entry.hosts());
        } catch (FormatException _) {
            throw new FormatException(where + "invalid hostlist '" + entry.hosts() + "'");
        }
        if (hosts.isEmpty()) {
            throw new FormatException(where + "empty hostlist specified");
        }
        NodeResources resources =
                NodeResources.of(
                        ids(where, "cores", entry.cores()), ids(where, "gpus", entry.gpus()));
        Idset.Builder builderOfRanks = Idset.builder();
        for (String host : hosts) {
            Integer known = ranks.putIfAbsent(host, ranks.size());
            builderOfRanks.add(known == null ? ranks.size() - 1 : known);
        }
        Idset named = builderOfRanks.build();
        for (JsonValue property : entry.properties()) {
            builder.property(property(where, property), named);
        }
        try {
            builder.add(named, resources);
        } catch (FormatException _) {
            throw new FormatException("Unable to add rnode: File exists");
        }
    }

    private static Idset ids(String where, String key, Optional<String> text) {
        try {
            return text.map(Idset::parse).orElse(Idset.EMPTY);
        } catch (FormatException _) {
            throw new FormatException(
                    where + "invalid idset " + key + "='" + text.orElse("") + "'");
        }
    }

    private static String property(String where, JsonValue value) {
        if (value instanceof JsonValue.Text(String name)
                && name.chars().noneMatch(c -> INVALID_IN_PROPERTY.indexOf(c) >= 0)) {
            return name;
        }
        throw new FormatException(where + "invalid property \"" + value + "\"");
    }
}
