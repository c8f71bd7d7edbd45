package fluxj.config.tables;

import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One entry of `[[resource.config]]`: what some hosts have. What it says is read, not yet checked:
/// hosts are a hostlist, cores and gpus idsets.
public record HostResources(
        String hosts, Optional<String> cores, Optional<String> gpus, List<JsonValue> properties) {
    static final KeyType<Optional<List<HostResources>>> TYPE = new Type();

    private static final String ARRAY = "error parsing [resource.config] array: ";

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("resource.config", ARRAY).meaning("What some hosts have.");

    private static final ConfigKey<Optional<String>> HOSTS =
            text("hosts", "The hosts, as a hostlist; a host's rank is where it first appears.");
    private static final ConfigKey<Optional<String>> CORES =
            text("cores", "Ids of their cores, as an idset.");
    private static final ConfigKey<Optional<String>> GPUS =
            text("gpus", "Ids of their GPUs, as an idset.");
    private static final ConfigKey<List<JsonValue>> PROPERTIES =
            ROWS.key("properties", new Properties(), List.of())
                    .meaning("Names that jobs may ask for (RFC 20).");

    private static final ConfigTable TABLE = ROWS.build();

    /// Copies the list.
    public HostResources {
        properties = List.copyOf(properties);
    }

    private static ConfigKey<Optional<String>> text(String key, String meaning) {
        return ROWS.key(key, KeyType.optional(KeyType.text()), Optional.empty()).meaning(meaning);
    }

    private record Properties() implements KeyType<List<JsonValue>> {
        @Override
        public String name() {
            return "array of strings";
        }

        @Override
        public List<JsonValue> read(TableReader table, String key, JsonValue value) {
            if (value instanceof JsonArray(List<JsonValue> items)) {
                return items;
            }
            throw table.fail(key, "properties must be an array");
        }

        @Override
        public String written(List<JsonValue> value) {
            return value.toString();
        }
    }

    private record Type() implements KeyType<Optional<List<HostResources>>> {
        @Override
        public String name() {
            return "array of tables";
        }

        @Override
        public Optional<List<HostResources>> read(
                TableReader resource, String key, JsonValue value) {
            if (!(value instanceof JsonArray(List<JsonValue> items))) {
                throw resource.located(key, ARRAY + "resource config must be an array");
            }
            List<HostResources> entries = new ArrayList<>();
            for (JsonValue item : items) {
                entries.add(entry(resource, key, entries.size(), item));
            }
            return Optional.of(List.copyOf(entries));
        }

        private static HostResources entry(
                TableReader resource, String key, int index, JsonValue item) {
            String words = ARRAY + "config[" + index + "]: ";
            if (!(item instanceof JsonObject object)) {
                throw resource.located(key, words + TableReader.expected("object", item));
            }
            TableReader table = resource.below(key + "[" + index + "]", words, object);
            Optional<String> hosts = table.get(HOSTS).flatMap(text -> text);
            if (hosts.isEmpty()) {
                throw missing(table);
            }
            HostResources entry =
                    new HostResources(
                            hosts.get(),
                            table.get(CORES).flatMap(text -> text),
                            table.get(GPUS).flatMap(text -> text),
                            table.get(PROPERTIES).orElse(List.of()));
            table.refuseOthers(TABLE.keys());
            return entry;
        }

        private static ConfigException missing(TableReader table) {
            return table.fail("hosts", "Object item not found: hosts");
        }

        @Override
        public String written(Optional<List<HostResources>> value) {
            return "(none)";
        }

        @Override
        public Optional<ConfigTable> rows() {
            return Optional.of(TABLE);
        }
    }
}
