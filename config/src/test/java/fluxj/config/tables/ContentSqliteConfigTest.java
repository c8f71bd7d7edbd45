package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;
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
        assertEquals(
                new ContentSqliteConfig(Optional.empty(), Optional.empty(), 5),
                ContentSqliteConfig.DEFAULTS);
    }

    @Test
    void everyKeyIsReadAndDescribed() throws ReflectiveOperationException {
        ContentSqliteConfig full =
                read("journal_mode = \"PERSIST\"\nsynchronous = \"EXTRA\"\nmax_checkpoints = 2");
        ConfigTestSupport.assertFullMapping(
                full, ContentSqliteConfig.DEFAULTS, ContentSqliteConfig.KEYS);
        assertEquals(
                new ContentSqliteConfig(
                        Optional.of(JournalMode.PERSIST), Optional.of(Synchronous.EXTRA), 2),
                full);
    }

    private static ContentSqliteConfig read(String lines) {
        return ContentSqliteConfig.of(
                ConfigLoader.parseToml("[content-sqlite]\n" + lines, "x.toml"));
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
