package fluxj.config.tables;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Map;
import java.util.Optional;

/// `[resource.verify]`: how each broker compares what its host has with the configured resources.
///
/// @param isExplicit whether the configuration says it
public record VerifyModes(
        boolean isExplicit, VerifyMode hostname, VerifyMode core, VerifyMode gpu) {
    static final VerifyModes DEFAULTS =
            new VerifyModes(false, VerifyMode.STRICT, VerifyMode.ALLOW_EXTRA, VerifyMode.IGNORE);

    static final KeyType<VerifyModes> TYPE = new Type();

    private static final KeyType<Optional<VerifyMode>> MODE = new ModeType();

    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("resource.verify", "")
                    .meaning(
                            "How a broker compares what its host has with the resources: strict,"
                                    + " allow-extra, allow-missing or ignore.");

    private static final ConfigKey<Optional<VerifyMode>> DEFAULT =
            row("default", "What has no key of its own.");
    private static final ConfigKey<Optional<VerifyMode>> HOSTNAME =
            row("hostname", "The name of the host.");
    private static final ConfigKey<Optional<VerifyMode>> CORE = row("core", "Cores.");
    private static final ConfigKey<Optional<VerifyMode>> GPU = row("gpu", "GPUs.");

    private static final ConfigTable TABLE = ROWS.build();

    private static ConfigKey<Optional<VerifyMode>> row(String name, String meaning) {
        return ROWS.key(name, MODE, Optional.empty()).meaning(meaning);
    }

    private static VerifyModes all(VerifyMode mode) {
        return new VerifyModes(true, mode, mode, mode);
    }

    private record ModeType() implements KeyType<Optional<VerifyMode>> {
        @Override
        public String name() {
            return "string";
        }

        @Override
        public Optional<VerifyMode> read(TableReader table, String key, JsonValue value) {
            if (!(value instanceof JsonValue.Text(String word))) {
                throw table.located(key, "verify." + key + " mode must be a string");
            }
            Optional<VerifyMode> mode = VerifyMode.of(word);
            if (mode.isEmpty()) {
                throw table.located(key, "verify." + key + ": unknown verify mode '" + word + "'");
            }
            return mode;
        }

        @Override
        public String written(Optional<VerifyMode> value) {
            return value.map(mode -> '"' + mode.toString() + '"').orElse("(none)");
        }
    }

    private record Type() implements KeyType<VerifyModes> {
        @Override
        public String name() {
            return "boolean or table";
        }

        @Override
        public VerifyModes read(TableReader resource, String key, JsonValue value) {
            return switch (value) {
                case JsonValue.Bool(boolean strict) ->
                        all(strict ? VerifyMode.STRICT : VerifyMode.IGNORE);
                case JsonObject table -> read(resource.below(key, "", table), table.members());
                case JsonValue _ ->
                        throw resource.located(key, "verify must be a table or boolean");
            };
        }

        private static VerifyModes read(TableReader table, Map<String, JsonValue> members) {
            for (Map.Entry<String, JsonValue> member : members.entrySet()) {
                MODE.read(table, member.getKey(), member.getValue());
                if (TABLE.keys().stream().noneMatch(row -> row.name().equals(member.getKey()))) {
                    throw table.located(
                            member.getKey(),
                            "verify: unsupported resource type: " + member.getKey());
                }
            }
            VerifyMode others = mode(table, DEFAULT).orElse(VerifyMode.STRICT);
            return new VerifyModes(
                    true,
                    mode(table, HOSTNAME).orElse(others),
                    mode(table, CORE).orElse(others),
                    mode(table, GPU).orElse(others));
        }

        private static Optional<VerifyMode> mode(
                TableReader table, ConfigKey<Optional<VerifyMode>> key) {
            return table.get(key).flatMap(mode -> mode);
        }

        @Override
        public String written(VerifyModes value) {
            return "{default = \"allow-extra\", gpu = \"ignore\", hostname = \"strict\"}";
        }

        @Override
        public Optional<ConfigTable> rows() {
            return Optional.of(TABLE);
        }
    }
}
