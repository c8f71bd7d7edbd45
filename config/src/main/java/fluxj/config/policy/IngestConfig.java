package fluxj.config.policy;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;

import java.util.Optional;

/// The `[ingest]` table: what is done to jobs that are submitted (spec services 10). Arguments of
/// the module `job-ingest` win.
public record IngestConfig(TableValues values) implements TableRecord {
    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("ingest", "error reading [ingest] config table: ")
                    .meaning(
                            "What is done to jobs that are submitted. Arguments of the module"
                                    + " `job-ingest` win.");

    /// How many jobs make a batch.
    public static final ConfigKey<Integer> BATCH_COUNT =
            ROWS.key("batch-count", KeyType.whole(), 0)
                    .meaning(
                            "How many jobs are committed together; 0 for those that come within"
                                    + " 10 ms.");

    /// Input of a worker.
    public static final ConfigKey<Optional<String>> BUFFER_SIZE =
            ROWS.key("buffer-size", KeyType.optional(KeyType.text()), Optional.<String>empty())
                    .defaultShownAs("10M")
                    .meaning("How much may wait for a worker process to read it.");

    /// Validation.
    public static final ConfigKey<IngestStage> VALIDATOR =
            ROWS.key("validator", IngestStage.VALIDATOR, IngestStage.NONE)
                    .meaning("Who looks whether jobs are right.");

    /// Changes.
    public static final ConfigKey<IngestStage> FROBNICATOR =
            ROWS.key("frobnicator", IngestStage.FROBNICATOR, IngestStage.NONE)
                    .meaning("Who changes jobs before that.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static IngestConfig of(Config config) {
        return new IngestConfig(TABLE.read(config));
    }
}
