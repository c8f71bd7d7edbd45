package fluxj.config.policy;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigTable;
import fluxj.config.TableReader;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The `[queues]` table and `[policy]` with it, since each names the other's (spec services 11.9).
///
/// @param policy what holds for jobs of every queue
/// @param queues by name; none when there is but the anonymous one
public record QueuesConfig(Policy policy, Map<String, QueueConfig> queues) {
    /// The table, in which each key is the name of a queue.
    public static final ConfigTable TABLE =
            ConfigTable.strict("queues", PolicyTypes.words("queues"))
                    .meaning("The queues by name; without it there is one that has none.")
                    .entries(QueueConfig.TYPE)
                    .build();

    /// Keeps the order of the queues.
    public QueuesConfig {
        queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
    }

    /// Reads both tables.
    ///
    /// @throws ConfigException in Flux's words
    public static QueuesConfig of(Config config) {
        Policy policy = Policy.of(config);
        JsonValue value = config.root().get(TABLE.name()).orElse(JsonObject.EMPTY);
        if (!(value instanceof JsonObject entries)) {
            throw new ConfigException(
                    config.place(TABLE.name()).map(place -> place + ": ").orElse("")
                            + TABLE.prefix()
                            + "not a table");
        }
        TableReader table = TABLE.open(config);
        Map<String, QueueConfig> queues = new LinkedHashMap<>();
        entries.members()
                .forEach(
                        (name, queue) ->
                                queues.put(name, QueueConfig.TYPE.read(table, name, queue)));
        queues.forEach((name, queue) -> checkParent(table, queues, name, queue.parent()));
        policy.defaults()
                .queue()
                .filter(name -> !queues.containsKey(name))
                .ifPresent(
                        name -> {
                            throw new ConfigException(
                                    "the [policy] config table defines a default queue "
                                            + name
                                            + " that is not in [queues] table");
                        });
        return new QueuesConfig(policy, queues);
    }

    private static void checkParent(
            TableReader table,
            Map<String, QueueConfig> queues,
            String name,
            Optional<String> named) {
        if (named.isEmpty()) {
            return;
        }
        String parent = named.get();
        String words = PolicyTypes.words(TABLE.name() + "." + name);
        if (parent.equals(name)) {
            throw table.located(name, words + "parent queue is itself");
        }
        QueueConfig found = queues.get(parent);
        if (found == null) {
            throw table.located(name, words + "parent queue '" + parent + "' is not configured");
        }
        if (found.parent().isPresent()) {
            throw table.located(
                    name, words + "parent queue '" + parent + "' is itself a virtual queue");
        }
    }
}
