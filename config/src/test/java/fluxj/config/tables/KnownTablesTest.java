package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;

import org.junit.jupiter.api.Test;

import java.util.List;

class KnownTablesTest {
    private static Config parse(String toml) {
        return ConfigLoader.parseToml(toml, "x.toml");
    }

    @Test
    void whatNobodyReadsIsToldWithItsPlaceAndASuggestion() {
        Config config =
                parse(
                        """
                        topo = "kary:2"
                        [tbn]
                        torpid_min = "5s"
                        [tbon]
                        torpid-max = "1m"
                        whatever = 1
                        topo = "kary:2"
                        [kvs]
                        checkpoint-perio = 2
                        [content-sqlite]
                        journal-mode = "WAL"
                        [sched-fluxion-qmanger]
                        """);
        assertEquals(
                List.of(
                        "x.toml:1:1: topo is unknown and ignored",
                        "x.toml:2:1: table [tbn] is unknown and ignored; did you mean 'tbon'?",
                        "x.toml:12:1: table [sched-fluxion-qmanger] is unknown and ignored; did you"
                                + " mean 'sched-fluxion-qmanager'?",
                        "x.toml:5:1: key 'torpid-max' of [tbon] is unknown and ignored; did you"
                                + " mean 'torpid_max'?",
                        "x.toml:6:1: key 'whatever' of [tbon] is unknown and ignored",
                        "x.toml:9:1: key 'checkpoint-perio' of [kvs] is unknown and ignored; did"
                                + " you mean 'checkpoint-period'?",
                        "x.toml:11:1: key 'journal-mode' of [content-sqlite] is unknown and"
                                + " ignored; did you mean 'journal_mode'?"),
                KnownTables.ignored(config));
        assertDoesNotThrow(() -> TbonConfig.of(config));
        assertDoesNotThrow(() -> KvsConfig.of(config));
        assertDoesNotThrow(() -> ContentSqliteConfig.of(config));
    }

    @Test
    void tablesOfOtherPartsOfFluxAreTheirs() {
        StringBuilder all = new StringBuilder();
        KnownTables.names().forEach(name -> all.append("[").append(name).append("]\n"));
        assertEquals(List.of(), KnownTables.ignored(parse(all.toString())));
        assertEquals(
                List.of(),
                KnownTables.ignored(
                        parse("[queues.batch]\n[exec]\nimp = 1\n[accounting.x]\n[rabbit]\n")));
    }
}
