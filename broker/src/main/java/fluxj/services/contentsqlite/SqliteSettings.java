package fluxj.services.contentsqlite;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.ContentSqliteConfig;
import fluxj.config.tables.ContentSqliteConfig.JournalMode;
import fluxj.config.tables.ContentSqliteConfig.Synchronous;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import java.util.List;

/// How the database is written: what the state directory asks for, overruled by the configuration,
/// overruled by the module's arguments.
record SqliteSettings(
        JournalMode journalMode, Synchronous synchronous, int maxCheckpoints, Opening opening) {

    /// What is done to a file that is there when it is opened.
    enum Opening {
        /// It is checked unless it was closed cleanly.
        NORMAL,
        /// It is checked in any case.
        CHECKED,
        /// It is removed.
        TRUNCATED
    }

    /// @param temporary true when the state directory is removed at the end
    static SqliteSettings of(boolean temporary, JsonObject config, List<String> arguments) {
        ContentSqliteConfig table;
        try {
            table = ContentSqliteConfig.of(Config.of(config));
        } catch (ConfigException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        SqliteSettings settings =
                new SqliteSettings(
                        table.get(ContentSqliteConfig.JOURNAL_MODE)
                                .orElse(temporary ? JournalMode.OFF : JournalMode.WAL),
                        table.get(ContentSqliteConfig.SYNCHRONOUS)
                                .orElse(temporary ? Synchronous.OFF : Synchronous.NORMAL),
                        table.get(ContentSqliteConfig.MAX_CHECKPOINTS),
                        Opening.NORMAL);
        for (String argument : arguments) {
            settings = settings.with(argument);
        }
        return settings;
    }

    private SqliteSettings with(String argument) {
        int equals = argument.indexOf('=');
        String key = equals < 0 ? argument : argument.substring(0, equals);
        String value = argument.substring(equals + 1);
        return switch (equals < 0 ? key : key + "=") {
            case "journal_mode=" ->
                    new SqliteSettings(
                            JournalMode.named(value)
                                    .orElseThrow(() -> invalid("invalid journal_mode: " + value)),
                            synchronous,
                            maxCheckpoints,
                            opening);
            case "synchronous=" ->
                    new SqliteSettings(
                            journalMode,
                            Synchronous.named(value)
                                    .orElseThrow(() -> invalid("invalid synchronous: " + value)),
                            maxCheckpoints,
                            opening);
            case "max-checkpoints=" ->
                    new SqliteSettings(journalMode, synchronous, positive(value), opening);
            case "truncate" -> opened(Opening.TRUNCATED);
            case "quick-check" -> opened(Opening.CHECKED);
            default -> throw invalid("Unknown module option: '" + argument + "'");
        };
    }

    private SqliteSettings opened(Opening how) {
        return new SqliteSettings(journalMode, synchronous, maxCheckpoints, how);
    }

    /// The same with another number of checkpoints.
    SqliteSettings keeping(int checkpoints) {
        return new SqliteSettings(journalMode, synchronous, checkpoints, opening);
    }

    private static int positive(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid("invalid max-checkpoints: " + text);
        }
        throw invalid("invalid max-checkpoints: " + text);
    }

    /// Flux's tests look for the errno's own words.
    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, Errno.EINVAL.text() + ": " + text);
    }
}
