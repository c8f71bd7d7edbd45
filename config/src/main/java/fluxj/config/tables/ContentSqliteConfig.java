package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The `[content-sqlite]` table: how the content store of rank 0 writes its database.
public record ContentSqliteConfig(TableValues values) implements TableRecord {

    /// What SQLite does to be able to undo or repeat a transaction.
    public enum JournalMode {
        /// A journal, deleted after each transaction.
        DELETE,
        /// A journal, cut to nothing.
        TRUNCATE,
        /// A journal, overwritten.
        PERSIST,
        /// A journal in memory.
        MEMORY,
        /// A log that is written ahead.
        WAL,
        /// Nothing.
        OFF;

        /// The mode of that name; case counts.
        public static Optional<JournalMode> named(String name) {
            return Arrays.stream(values()).filter(mode -> mode.name().equals(name)).findFirst();
        }
    }

    /// How often SQLite waits for the disk.
    public enum Synchronous {
        /// As FULL, and the directory too.
        EXTRA,
        /// At each transaction.
        FULL,
        /// At the critical moments; in WAL mode those are the checkpoints of the log.
        NORMAL,
        /// Never.
        OFF;

        /// The level of that name; case counts.
        public static Optional<Synchronous> named(String name) {
            return Arrays.stream(values()).filter(level -> level.name().equals(name)).findFirst();
        }
    }

    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("content-sqlite", "error reading [content-sqlite] config table: ")
                    .meaning(
                            "The content store of rank 0. Its keys are also arguments of the"
                                    + " module, which win (`max-checkpoints` with a dash).");

    /// SQLite's pragma of that name; empty leaves it to the state directory: WAL, or OFF for one
    /// that is removed at the end.
    public static final ConfigKey<Optional<JournalMode>> JOURNAL_MODE =
            ROWS.key(
                            "journal_mode",
                            KeyType.optional(
                                    KeyType.choice(
                                            List.of(JournalMode.values()),
                                            "invalid journal_mode config: %s is none of DELETE,"
                                                    + " TRUNCATE, PERSIST, MEMORY, WAL, OFF")),
                            Optional.empty())
                    .defaultShownAs("\"WAL\", or \"OFF\" when statedir is temporary")
                    .meaning(
                            "DELETE, TRUNCATE, PERSIST, MEMORY, WAL or OFF; see"
                                    + " docs/durability.md.");

    /// SQLite's pragma of that name; empty is NORMAL, or OFF in the same case.
    public static final ConfigKey<Optional<Synchronous>> SYNCHRONOUS =
            ROWS.key(
                            "synchronous",
                            KeyType.optional(
                                    KeyType.choice(
                                            List.of(Synchronous.values()),
                                            "invalid synchronous config: %s is none of EXTRA,"
                                                    + " FULL, NORMAL, OFF")),
                            Optional.empty())
                    .defaultShownAs("\"NORMAL\", or \"OFF\" when statedir is temporary")
                    .meaning("EXTRA, FULL, NORMAL or OFF; see docs/durability.md.");

    /// How many checkpoints are kept.
    public static final ConfigKey<Integer> MAX_CHECKPOINTS =
            ROWS.key("max_checkpoints", KeyType.whole(), 5)
                    .range(
                            "positive",
                            kept -> kept > 0,
                            "invalid max_checkpoints config: not positive")
                    .meaning("How many checkpoints of the KVS are kept.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// The last five checkpoints, and the pragmas that the state directory asks for.
    public static final ContentSqliteConfig DEFAULTS = of(Config.EMPTY);

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static ContentSqliteConfig of(Config config) {
        return new ContentSqliteConfig(TABLE.read(config));
    }
}
