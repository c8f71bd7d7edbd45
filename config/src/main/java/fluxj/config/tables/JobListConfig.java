package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;

/// The `[job-list]` table.
public record JobListConfig(TableValues values) implements TableRecord {
    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("job-list", "error reading config for job-list: ")
                    .meaning("The list of jobs.");

    /// How much one query may cost.
    public static final ConfigKey<Integer> MAX_COMPARISONS =
            ROWS.key("max_comparisons", KeyType.whole(), 1_000_000)
                    .range(
                            "0 or more",
                            count -> count >= 0,
                            "job-list.max_comparisons must be >= 0")
                    .meaning(
                            "How many comparisons one listing may make before it is refused; 0 for"
                                    + " any number.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// A million comparisons.
    public static final JobListConfig DEFAULTS = of(Config.EMPTY);

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static JobListConfig of(Config config) {
        return new JobListConfig(TABLE.read(config));
    }
}
