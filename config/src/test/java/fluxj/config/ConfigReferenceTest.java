package fluxj.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

                        A duration is a number and `ms`, `s`, `m`, `h` or `d`, or `infinity` (RFC 23). In the
                        tables below a key that is not listed is an error that names the nearest key; tables that
                        are not listed are kept and given to the services they belong to.

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
        return text.toString().strip() + "\n";
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
