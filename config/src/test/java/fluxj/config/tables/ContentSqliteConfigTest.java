package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.TableValues;
import fluxj.config.tables.ContentSqliteConfig.JournalMode;
import fluxj.config.tables.ContentSqliteConfig.Synchronous;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class ContentSqliteConfigTest {

    @Test
    void keepsFiveCheckpointsAndLeavesThePragmasOpenByDefault() {
        assertEquals(ContentSqliteConfig.DEFAULTS, ContentSqliteConfig.of(Config.EMPTY));
        TableValues defaults = ContentSqliteConfig.DEFAULTS.values();
        assertEquals(Optional.empty(), defaults.get(ContentSqliteConfig.JOURNAL_MODE));
        assertEquals(Optional.empty(), defaults.get(ContentSqliteConfig.SYNCHRONOUS));
        assertEquals(5, defaults.get(ContentSqliteConfig.MAX_CHECKPOINTS));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        ContentSqliteConfig.TABLE,
                        """
                        [content-sqlite]
                        journal_mode = "PERSIST"
                        synchronous = "EXTRA"
                        max_checkpoints = 2
                        """);
        assertEquals(Optional.of(JournalMode.PERSIST), full.get(ContentSqliteConfig.JOURNAL_MODE));
        assertEquals(Optional.of(Synchronous.EXTRA), full.get(ContentSqliteConfig.SYNCHRONOUS));
        assertEquals(2, full.get(ContentSqliteConfig.MAX_CHECKPOINTS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "journal_mode = \"wal\" | invalid journal_mode config: wal is none of DELETE,"
                        + " TRUNCATE, PERSIST, MEMORY, WAL, OFF",
                "synchronous = \"BAR\" | invalid synchronous config: BAR is none of EXTRA, FULL,"
                        + " NORMAL, OFF",
                "max_checkpoints = 0 | invalid max_checkpoints config: not positive",
                "max_checkpoints = \"2\" | error reading [content-sqlite] config table: Expected"
                        + " integer, got string (max_checkpoints)",
            })
    void refusesBadKeys(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message,
                "[content-sqlite]\n" + line + "\n",
                ContentSqliteConfig::of);
    }
}
