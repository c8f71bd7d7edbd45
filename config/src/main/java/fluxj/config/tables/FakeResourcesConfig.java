package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;

import java.util.Optional;

/// The `[fake-resources]` table: an instance that has other nodes than its brokers', for tests of
/// scheduling with simulated jobs (spec services 0).
public record FakeResourcesConfig(TableValues values) implements TableRecord {
    private static final String NAME = "fake-resources";
    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient(NAME, "error reading config for fake-resources: ")
                    .meaning(
                            "Nodes that the instance is to have in place of its own, for tests with"
                                    + " simulated jobs.");

    /// How many there are.
    public static final ConfigKey<Optional<Integer>> NNODES =
            ROWS.key("nnodes", KeyType.optional(KeyType.whole()), Optional.empty())
                    .range(
                            "1 or more",
                            count -> count.isEmpty() || count.get() > 0,
                            "fake-resources.nnodes must be > 0")
                    .defaultShownAs("required")
                    .meaning("How many nodes there are.");

    /// What each has.
    public static final ConfigKey<Integer> CORES_PER_NODE =
            ROWS.key("cores-per-node", KeyType.whole(), 64)
                    .range(
                            "1 or more",
                            count -> count > 0,
                            "fake-resources.cores-per-node must be > 0")
                    .meaning("How many cores each has.");

    /// What else each has.
    public static final ConfigKey<Integer> GPUS_PER_NODE =
            ROWS.key("gpus-per-node", KeyType.whole(), 0)
                    .range(
                            "0 or more",
                            count -> count >= 0,
                            "fake-resources.gpus-per-node must be >= 0")
                    .meaning("How many GPUs each has.");

    /// What they are called.
    public static final ConfigKey<String> HOST_PREFIX =
            ROWS.key("host-prefix", KeyType.text(), "fake")
                    .meaning("Their names without the number, which begins with 0.");

    /// Read by flux-core's rc alone.
    public static final ConfigKey<Optional<String>> HWLOC_XML_PATH =
            ROWS.key("hwloc-xml-path", KeyType.optional(KeyType.text()), Optional.empty())
                    .defaultShownAs("unset")
                    .meaning("File of hwloc's XML for each; flux-core's rc alone reads it.");

    /// Read by flux-core's rc alone.
    public static final ConfigKey<Optional<String>> AMEND_R =
            ROWS.key("amend-r", KeyType.optional(KeyType.text()), Optional.empty())
                    .defaultShownAs("unset")
                    .meaning("A Python callable that changes R; flux-core's rc alone calls it.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// Reads the table; empty when there is none.
    ///
    /// @throws ConfigException in Flux's words
    public static Optional<FakeResourcesConfig> of(Config config) {
        return config.table(NAME).map(_ -> new FakeResourcesConfig(TABLE.read(config)));
    }
}
