package fluxj.config.tables;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The table `[rabbit.policy.maximums]`: how much storage a job may have for each of its nodes.
///
/// @param gib the most GiB of each kind of file system that has a limit
public record StorageMaximums(Map<String, Long> gib) {
    /// The kind that the nodes of a job share.
    public static final String LUSTRE = "lustre";

    /// No limits.
    public static final StorageMaximums NONE = new StorageMaximums(Map.of());

    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("rabbit.policy.maximums", RabbitTypes.WORDS)
                    .meaning("The most storage that a job may have for each of its nodes, in GiB.");

    private static final List<ConfigKey<Optional<Long>>> KINDS =
            List.of(
                    limit("xfs", "XFS."),
                    limit("gfs2", "GFS2."),
                    limit("raw", "Raw storage."),
                    limit(LUSTRE, "Lustre, of which only the OSTs count."));

    private static final ConfigTable TABLE = ROWS.build();

    private static final ConfigTable.Builder POLICY_ROWS =
            ConfigTable.lenient("rabbit.policy", RabbitTypes.WORDS).meaning("What jobs may have.");

    private static final ConfigKey<StorageMaximums> MAXIMUMS =
            POLICY_ROWS
                    .key(
                            "maximums",
                            new RabbitTypes.Table<>(TABLE, NONE, StorageMaximums::read),
                            NONE)
                    .meaning("How much storage.");

    private static final ConfigTable POLICY = POLICY_ROWS.build();

    /// The table `[rabbit.policy]`, in which nothing else is.
    static final KeyType<StorageMaximums> TYPE =
            new RabbitTypes.Table<>(POLICY, NONE, table -> table.get(MAXIMUMS).orElse(NONE));

    /// Keeps the order.
    public StorageMaximums {
        gib = Collections.unmodifiableMap(new LinkedHashMap<>(gib));
    }

    private static ConfigKey<Optional<Long>> limit(String kind, String what) {
        return ROWS.key(kind, new RabbitTypes.Gib(), Optional.empty()).meaning(what);
    }

    private static StorageMaximums read(TableReader table) {
        Map<String, Long> gib = new LinkedHashMap<>();
        for (ConfigKey<Optional<Long>> kind : KINDS) {
            table.get(kind).flatMap(most -> most).ifPresent(most -> gib.put(kind.name(), most));
        }
        return new StorageMaximums(gib);
    }

    /// What is wrong with the keys of `[rabbit.policy]`, one line each, in flux-coral2's words.
    static List<String> unrecognized(JsonObject rabbit) {
        List<String> lines = new ArrayList<>();
        JsonValue policy = rabbit.get("policy").orElse(JsonObject.EMPTY);
        if (policy instanceof JsonObject table && !table.keys().isEmpty()) {
            if (!table.keys().equals(Set.of(MAXIMUMS.name()))) {
                lines.add("`rabbit.policy` config table must have a `maximums` table");
            }
            table.object(MAXIMUMS.name())
                    .ifPresent(
                            maximums ->
                                    RabbitTypes.addUnrecognized(
                                            "rabbit.policy.maximums", TABLE, maximums, lines));
        }
        return lines;
    }
}
