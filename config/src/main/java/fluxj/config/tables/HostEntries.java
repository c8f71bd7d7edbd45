package fluxj.config.tables;

import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The type of `[bootstrap] hosts`: an array of tables, each a [HostEntry].
record HostEntries() implements KeyType<List<HostEntry>> {
    @Override
    public String name() {
        return "array of tables";
    }

    @Override
    public List<HostEntry> read(TableReader bootstrap, String key, JsonValue value) {
        if (!(value instanceof JsonArray array)) {
            throw bootstrap.fail(key, "must be array type (" + key + ")");
        }
        List<HostEntry> entries = new ArrayList<>(array.size());
        for (JsonValue item : array) {
            entries.add(entry(bootstrap, key, entries.size(), item));
        }
        return List.copyOf(entries);
    }

    private static HostEntry entry(TableReader bootstrap, String key, int index, JsonValue item) {
        String step = key + "[" + index + "]";
        String prefix = BootstrapConfig.PREFIX + "invalid " + step + ": ";
        if (!(item instanceof JsonObject object)) {
            throw bootstrap
                    .below(step, prefix, JsonObject.EMPTY)
                    .fail("", TableReader.expected("object", item));
        }
        TableReader table = bootstrap.below(step, prefix, object);
        Optional<String> host = table.get(HostEntry.HOST);
        HostEntry entry =
                new HostEntry(
                        index,
                        host.orElse(""),
                        table.get(HostEntry.BIND),
                        table.get(HostEntry.CONNECT),
                        table.get(HostEntry.PARENT));
        if (host.isEmpty()) {
            throw table.fail("host", "Object item not found: host");
        }
        table.refuseOthers(HostEntry.TABLE.keys());
        return entry;
    }

    @Override
    public String written(List<HostEntry> value) {
        return "[]";
    }

    @Override
    public Optional<ConfigTable> rows() {
        return Optional.of(HostEntry.TABLE);
    }
}
