package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `[rabbit]` table: storage on rabbits (spec coral2 4.10).
public record RabbitConfig(TableValues values) implements TableRecord {
    private static final KeyType<Fsd> SECONDS = new RabbitTypes.Seconds();

    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("rabbit", RabbitTypes.WORDS)
                    .meaning("Storage on rabbits: the service `dws` and what goes with it.");

    /// Which compute nodes hang on which rabbit, for commands.
    public static final ConfigKey<Optional<String>> MAPPING =
            text(
                    "mapping",
                    "File of which nodes hang on which rabbit, as `rabbitmapping` prints it; read"
                            + " by `getrabbit` and `dws2jgf`.");

    /// How to reach Kubernetes.
    public static final ConfigKey<Optional<String>> KUBECONFIG =
            ROWS.key("kubeconfig", KeyType.optional(KeyType.text()), Optional.empty())
                    .defaultShownAs("$KUBECONFIG, ~/.kube/config")
                    .meaning("File that says how to reach the Kubernetes API.");

    /// How long a workflow may be in a transient condition.
    public static final ConfigKey<Fsd> TC_TIMEOUT =
            ROWS.key("tc_timeout", SECONDS, new Fsd(10))
                    .meaning(
                            "How long a workflow may be in a TransientCondition before its job is"
                                    + " killed.");

    /// Nodes that lose the link to their rabbit are drained.
    public static final ConfigKey<Boolean> DRAIN_COMPUTE_NODES =
            ROWS.key("drain_compute_nodes", KeyType.bool(), true)
                    .meaning("Drain nodes that lose the link to their rabbit.");

    /// Nodes that lose it get a property instead.
    public static final ConfigKey<Boolean> SOFT_DRAIN =
            ROWS.key("soft_drain", KeyType.bool(), true)
                    .meaning(
                            "Where such nodes are not drained: give them the property `badrabbit`,"
                                    + " which keeps jobs with rabbit storage away.");

    /// How many data movements of a job are kept in the KVS.
    public static final ConfigKey<Integer> SAVE_DATAMOVEMENTS =
            ROWS.key("save_datamovements", KeyType.whole(), 0)
                    .range(
                            "0 or more",
                            count -> count >= 0,
                            "rabbit.save_datamovements must be >= 0")
                    .meaning(
                            "How many of a job's data movements are kept in the KVS, failed ones"
                                    + " first.");

    private static final ConfigKey<Boolean> RESTRICT_PERSISTENT_CREATION =
            ROWS.key("restrict_persistent_creation", KeyType.bool(), true)
                    .meaning("Only the owner's jobs may make persistent file systems.");

    /// Only the owner's jobs may make persistent file systems. Either name of the key says so; the
    /// one that flux-coral2 reads goes before the one that it documents.
    public static final ConfigKey<Boolean> RESTRICT_PERSISTENT =
            ROWS.key("restrict_persistent", KeyType.bool(), true)
                    .defaultFrom(RabbitConfig::documentedRestriction)
                    .defaultShownAs("restrict_persistent_creation")
                    .meaning("The same under the name that flux-coral2 reads.");

    /// How much storage a job may have.
    public static final ConfigKey<StorageMaximums> POLICY =
            ROWS.key("policy", StorageMaximums.TYPE, StorageMaximums.NONE)
                    .meaning("What jobs may have.");

    /// Directives by name.
    public static final ConfigKey<JsonObject> PRESETS =
            ROWS.key("presets", new RabbitTypes.Presets(), JsonObject.EMPTY)
                    .meaning(
                            "Directives by a name that jobs may use in their place; in an array"
                                    + " each string is one.");

    /// How long a job's end may take in all.
    public static final ConfigKey<Fsd> TEARDOWN_AFTER =
            ROWS.key("teardown_after", SECONDS, Fsd.ZERO)
                    .meaning(
                            "How long after a job's end its storage is cleared, whatever was not"
                                    + " copied by then; 0 for never.");

    /// How long unmounting may take.
    public static final ConfigKey<Fsd> POSTRUN_TIMEOUT =
            ROWS.key("postrun_timeout", SECONDS, Fsd.ZERO)
                    .meaning(
                            "How long unmounting may take before nothing is copied any more and"
                                    + " the nodes that still mount are drained; 0 for any time.");

    /// How long making file systems may take.
    public static final ConfigKey<Fsd> SETUP_TIMEOUT =
            ROWS.key("setup_timeout", SECONDS, Fsd.ZERO)
                    .meaning(
                            "How long making file systems may take before the job goes on without"
                                    + " the missing ones, if it bears that, or is killed; 0 for"
                                    + " any time.");

    /// How long mounting may take.
    public static final ConfigKey<Fsd> PRERUN_TIMEOUT =
            ROWS.key("prerun_timeout", SECONDS, Fsd.ZERO).meaning("The same for mounting them.");

    /// How long a prolog waits for mounts.
    public static final ConfigKey<Fsd> PROLOG_TIMEOUT =
            ROWS.key("prolog_timeout", SECONDS, new Fsd(1800))
                    .meaning(
                            "How long the prolog script of a node waits for the mounts of its job"
                                    + " before it raises `prolog-timeout`.");

    /// The first version of the DWS API to try.
    public static final ConfigKey<Optional<String>> DWS_API_VERSION =
            ROWS.key("dws_api_version", KeyType.optional(KeyType.text()), Optional.empty())
                    .defaultShownAs("the newest that is served")
                    .meaning("Version of the DWS API that is tried first, such as `v1alpha7`.");

    /// The first version of the NNF API to try.
    public static final ConfigKey<Optional<String>> NNF_API_VERSION =
            ROWS.key("nnf_api_version", KeyType.optional(KeyType.text()), Optional.empty())
                    .defaultShownAs("the newest that is served")
                    .meaning("Version of the NNF API that is tried first, such as `v1alpha11`.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// No limits but those of the rows.
    public static final RabbitConfig DEFAULTS = of(Config.EMPTY);

    private static ConfigKey<Optional<String>> text(String key, String meaning) {
        return ROWS.key(key, KeyType.optional(KeyType.text()), Optional.empty()).meaning(meaning);
    }

    /// Reads the table.
    ///
    /// @throws ConfigException naming the first key that is wrong
    public static RabbitConfig of(Config config) {
        return new RabbitConfig(TABLE.read(config));
    }

    private static boolean documentedRestriction(Config config) {
        return TABLE.open(config).get(RESTRICT_PERSISTENT_CREATION).orElse(true);
    }

    /// What nobody reads in the table, one line each, in flux-coral2's words.
    public static List<String> unrecognized(Config config) {
        List<String> lines = new ArrayList<>();
        config.table(TABLE.name())
                .ifPresent(
                        rabbit -> {
                            RabbitTypes.addUnrecognized(TABLE.name(), TABLE, rabbit, lines);
                            lines.addAll(StorageMaximums.unrecognized(rabbit));
                        });
        return List.copyOf(lines);
    }
}
