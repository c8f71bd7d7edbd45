package fluxj.config.policy;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// One stage that jobs pass when they are submitted: `[ingest.validator]` or
/// `[ingest.frobnicator]`.
///
/// @param isDisabled true when jobs do not pass it
/// @param plugins by name or path; absent: those that it has by default
/// @param args further words of its command line
/// @param minnodes for the validator `require-instance`
/// @param mincores for the validator `require-instance`
public record IngestStage(
        boolean isDisabled,
        Optional<List<String>> plugins,
        Optional<List<String>> args,
        int minnodes,
        int mincores) {
    static final IngestStage NONE =
            new IngestStage(false, Optional.empty(), Optional.empty(), 0, 0);

    static final KeyType<IngestStage> VALIDATOR = type("validator", "jobspec");
    static final KeyType<IngestStage> FROBNICATOR = type("frobnicator", "defaults,constraints");

    /// The same with these plugins.
    public IngestStage withPlugins(List<String> names) {
        return new IngestStage(isDisabled, Optional.of(names), args, minnodes, mincores);
    }

    /// The same with these further words.
    public IngestStage withArgs(List<String> words) {
        return new IngestStage(isDisabled, plugins, Optional.of(words), minnodes, mincores);
    }

    /// The same, which jobs do not pass.
    public IngestStage disabled() {
        return new IngestStage(true, plugins, args, minnodes, mincores);
    }

    private static KeyType<IngestStage> type(String stage, String byDefault) {
        String path = "ingest." + stage;
        ConfigTable.Builder rows =
                ConfigTable.lenient(path, PolicyTypes.words(path))
                        .meaning(
                                stage.equals("validator")
                                        ? "Who looks whether jobs are right. What is ours among the"
                                                + " plugins runs in the broker; any other one makes"
                                                + " flux-core's `flux job-validator` do it all."
                                        : "Who changes jobs before they are validated; there is"
                                                + " such a stage when plugins are named, or"
                                                + " `[queues]` or defaults are configured.");
        ConfigKey<Optional<List<String>>> plugins =
                rows.key(
                                "plugins",
                                texts("error in [" + path + "] plugins array"),
                                Optional.<List<String>>empty())
                        .defaultShownAs(byDefault)
                        .meaning("Plugins by name or path, in their order.");
        ConfigKey<Optional<List<String>>> args =
                rows.key(
                                "args",
                                texts("error in [" + path + "] args array"),
                                Optional.<List<String>>empty())
                        .defaultShownAs("none")
                        .meaning("Further words of the command line, for the plugins.");
        ConfigKey<Boolean> disable =
                rows.key("disable", KeyType.bool(), false)
                        .meaning(
                                stage.equals("validator")
                                        ? "Jobs are not validated."
                                        : "Unknown here, and refused when it is true.");
        Optional<ConfigKey<IngestStage>> sizes =
                stage.equals("validator") ? Optional.of(requireInstance(rows)) : Optional.empty();
        return new PolicyTypes.SubTable<>(
                rows.build(),
                NONE,
                PolicyTypes::itself,
                table -> {
                    boolean disabled = table.get(disable).orElse(false);
                    if (disabled && !stage.equals("validator")) {
                        throw table.located("disable", "[" + path + "]: 'disable' key is unknown");
                    }
                    IngestStage found = sizes.flatMap(table::get).orElse(NONE);
                    return new IngestStage(
                            disabled,
                            table.get(plugins).orElse(Optional.empty()),
                            table.get(args).orElse(Optional.empty()),
                            found.minnodes,
                            found.mincores);
                });
    }

    private static ConfigKey<IngestStage> requireInstance(ConfigTable.Builder rows) {
        ConfigTable.Builder below =
                ConfigTable.lenient("ingest.validator.require-instance", "")
                        .meaning("Which jobs must be instances of Flux themselves.");
        ConfigKey<Integer> minnodes =
                below.key("minnodes", KeyType.whole(), 0).meaning("Those of so many nodes.");
        ConfigKey<Integer> mincores =
                below.key("mincores", KeyType.whole(), 0)
                        .defaultShownAs("16 times minnodes")
                        .meaning("Those of so many cores.");
        KeyType<IngestStage> type =
                new PolicyTypes.SubTable<>(
                        below.build(),
                        NONE,
                        PolicyTypes::outer,
                        table ->
                                new IngestStage(
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        table.get(minnodes).orElse(0),
                                        table.get(mincores).orElse(0)));
        return rows.key("require-instance", type, NONE).meaning("For the validator of that name.");
    }

    private static KeyType<Optional<List<String>>> texts(String complaint) {
        return new OptionalTexts(KeyType.texts(complaint));
    }

    private record OptionalTexts(KeyType<List<String>> type)
            implements KeyType<Optional<List<String>>> {
        @Override
        public String name() {
            return type.name();
        }

        @Override
        public Optional<List<String>> read(TableReader table, String key, JsonValue value) {
            return Optional.of(type.read(table, key, value));
        }

        @Override
        public String written(Optional<List<String>> value) {
            return value.map(type::written).orElse("unset");
        }
    }
}
