package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.config.ConfigKey;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Writes `docs/config-reference.md` from the code, with `-Dfluxj.docs=write`; fails when the file
/// is stale.
class ConfigReferenceTest {
    private static final Path FILE = Path.of("../docs/config-reference.md");

    @Test
    void theReferenceSaysWhatTheCodeSays() throws IOException {
        String expected = reference();
        if ("write".equals(System.getProperty("fluxj.docs"))) {
            Files.writeString(FILE, expected);
        }
        assertTrue(Files.exists(FILE), "write " + FILE + " with -Dfluxj.docs=write");
        assertEquals(
                expected,
                Files.readString(FILE),
                FILE + " is stale: run the test with -Dfluxj.docs=write");
    }

    private static String reference() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Configuration reference

                        Written from the code by `ConfigReferenceTest`; do not edit. Regenerate with
                        `mvn -pl config test -Dtest=ConfigReferenceTest -Dfluxj.docs=write`.

                        A duration is a number and `ms`, `s`, `m`, `h` or `d`, or `infinity` (RFC 23). In
                        `[bootstrap]`, `[access]` and `[heartbeat]` a key that is not listed is an error, as in
                        flux-core; in the other tables below it is ignored with a warning that names the nearest
                        key, and so is a table of no known part of Flux. `fluxj config check` refuses both.

                        """);
        table(
                text,
                "[bootstrap]",
                "The brokers of an instance started from a configuration.",
                BootstrapConfig.KEYS);
        table(
                text,
                "[[bootstrap.hosts]]",
                "One entry; rank order is the order of first mention.",
                HostEntry.KEYS);
        table(
                text,
                "[tbon]",
                "The overlay. Each key is also an attribute `tbon.<key>`, which"
                        + " wins when it is set on the command line.",
                TbonConfig.KEYS);
        table(text, "[access]", "Who but the owner may connect.", AccessConfig.KEYS);
        table(text, "[heartbeat]", "The pulse of the instance.", HeartbeatConfig.KEYS);
        table(text, "[kvs]", "The key-value store.", KvsConfig.KEYS);
        table(
                text,
                "[content-sqlite]",
                "The content store of rank 0. Its keys are also arguments of the module,"
                        + " which win (`max-checkpoints` with a dash).",
                ContentSqliteConfig.KEYS);
        text.append("## Other tables\n\nKept, and given to the services they belong to: ");
        text.append(
                KnownTables.names().stream()
                        .filter(name -> text.indexOf("## `[" + name + "]`") < 0)
                        .map(name -> "`[" + name + "]`")
                        .collect(Collectors.joining(", ")));
        return text.append(".\n").toString();
    }

    private static void table(
            StringBuilder text, String name, String meaning, List<ConfigKey> keys) {
        text.append("## `").append(name).append("`\n\n").append(meaning).append("\n\n");
        text.append("| key | type | default | meaning |\n|---|---|---|---|\n");
        for (ConfigKey key : keys) {
            text.append("| `").append(key.name()).append("` | ").append(key.type());
            text.append(" | ").append(key.byDefault()).append(" | ").append(key.meaning());
            text.append(" |\n");
        }
        text.append('\n');
    }
}
