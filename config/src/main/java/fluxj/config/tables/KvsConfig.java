package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;
import fluxj.format.Fsd;

import java.util.Optional;

/// The `[kvs]` table.
public record KvsConfig(TableValues values) implements TableRecord {
    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("kvs", "error reading config for kvs: ")
                    .meaning("The key-value store.");

    /// Time between checkpoints of the primary namespace; 0 is never.
    public static final ConfigKey<Fsd> CHECKPOINT_PERIOD =
            ROWS.key("checkpoint-period", KeyType.duration("invalid %s config"), Fsd.ZERO)
                    .meaning(
                            "Time between checkpoints of the primary namespace on rank 0, which are"
                                    + " only made when it changed; 0 for none.");

    /// How many commits make `flux shutdown` offer to collect garbage.
    public static final ConfigKey<Optional<Integer>> GC_THRESHOLD =
            ROWS.key("gc-threshold", KeyType.optional(KeyType.whole()), Optional.empty())
                    .meaning("Commits after which `flux shutdown` offers to collect garbage.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// No checkpoints but those somebody asks for.
    public static final KvsConfig DEFAULTS = of(Config.EMPTY);

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static KvsConfig of(Config config) {
        return new KvsConfig(TABLE.read(config));
    }
}
