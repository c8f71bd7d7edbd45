package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigKey;
import fluxj.config.TableReader;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The `[content-sqlite]` table: how the content store of rank 0 writes its database.
///
/// @param journalMode SQLite's pragma of that name; empty leaves it to the state directory: WAL, or
///   OFF for one that is removed at the end
/// @param synchronous SQLite's pragma of that name; empty is NORMAL, or OFF in the same case
/// @param maxCheckpoints how many checkpoints are kept; positive
public record ContentSqliteConfig(
        Optional<JournalMode> journalMode, Optional<Synchronous> synchronous, int maxCheckpoints) {

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

    /// The last five checkpoints, and the pragmas that the state directory asks for.
    public static final ContentSqliteConfig DEFAULTS =
            new ContentSqliteConfig(Optional.empty(), Optional.empty(), 5);

    /// The keys of the table.
    public static final List<ConfigKey> KEYS =
            List.of(
                    new ConfigKey(
                            "journal_mode",
                            "string",
                            "\"WAL\", or \"OFF\" when statedir is temporary",
                            "DELETE, TRUNCATE, PERSIST, MEMORY, WAL or OFF; see"
                                    + " docs/durability.md."),
                    new ConfigKey(
                            "synchronous",
                            "string",
                            "\"NORMAL\", or \"OFF\" when statedir is temporary",
                            "EXTRA, FULL, NORMAL or OFF; see docs/durability.md."),
                    new ConfigKey(
                            "max_checkpoints",
                            "integer",
                            "5",
                            "How many checkpoints of the KVS are kept; positive."));

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static ContentSqliteConfig of(Config config) {
        return TableReader.open(
                        config, "content-sqlite", "error reading [content-sqlite] config table: ")
                .map(ContentSqliteConfig::read)
                .orElse(DEFAULTS);
    }

    private static ContentSqliteConfig read(TableReader reader) {
        Optional<String> mode = reader.text("journal_mode");
        Optional<String> level = reader.text("synchronous");
        int maxCheckpoints = reader.whole("max_checkpoints").orElse(DEFAULTS.maxCheckpoints());
        Optional<JournalMode> journalMode = mode.flatMap(JournalMode::named);
        if (mode.isPresent() && journalMode.isEmpty()) {
            throw reader.located(
                    "journal_mode",
                    "invalid journal_mode config: "
                            + mode.get()
                            + " is none of DELETE, TRUNCATE, PERSIST, MEMORY, WAL, OFF");
        }
        Optional<Synchronous> synchronous = level.flatMap(Synchronous::named);
        if (level.isPresent() && synchronous.isEmpty()) {
            throw reader.located(
                    "synchronous",
                    "invalid synchronous config: "
                            + level.get()
                            + " is none of EXTRA, FULL, NORMAL, OFF");
        }
        if (maxCheckpoints <= 0) {
            throw reader.located("max_checkpoints", "invalid max_checkpoints config: not positive");
        }
        return new ContentSqliteConfig(journalMode, synchronous, maxCheckpoints);
    }
}
