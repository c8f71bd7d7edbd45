package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                        `[bootstrap]`, `[access]`, `[heartbeat]`, `[policy]` and `[queues]` a key that is not
                        listed is an error, as in flux-core; in the other tables below it is ignored with a warning that names the nearest
                        key, and so is a table of no known part of Flux. `fluxj config check` refuses both.

                        """);
        KnownTables.ours().forEach(table -> add(text, table, "[" + table.name() + "]"));
        text.append("## Other tables\n\nKept, and given to the services they belong to: ");
        text.append(
                KnownTables.names().stream()
                        .filter(name -> text.indexOf("## `[" + name + "]`") < 0)
                        .map(name -> "`[" + name + "]`")
                        .collect(Collectors.joining(", ")));
        return text.append(".\n").toString();
    }

    private static void add(StringBuilder text, ConfigTable table, String name) {
        boolean attributes = table.keys().stream().anyMatch(key -> key.attribute().isPresent());
        text.append("## `").append(name).append("`\n\n").append(table.meaning()).append("\n\n");
        if (table.keys().isEmpty()) {
            addEntries(text, table);
            return;
        }
        text.append("| key | type | default | ").append(attributes ? "attribute | " : "");
        text.append("meaning |\n|---|---|---|").append(attributes ? "---|" : "").append("---|\n");
        for (ConfigKey<?> key : table.keys()) {
            text.append("| `").append(key.name()).append("` | ").append(key.type());
            text.append(" | ").append(key.shownDefault()).append(" | ");
            if (attributes) {
                text.append(key.attribute().map(word -> "`" + word + "` | ").orElse("| "));
            }
            text.append(key.meaning()).append(" |\n");
        }
        text.append('\n');
        for (ConfigKey<?> key : table.keys()) {
            boolean isArray = key.type().startsWith("array");
            key.rows()
                    .ifPresent(
                            below ->
                                    add(
                                            text,
                                            below,
                                            isArray
                                                    ? "[[" + below.name() + "]]"
                                                    : "[" + below.name() + "]"));
        }
    }

    private static void addEntries(StringBuilder text, ConfigTable table) {
        table.entries()
                .flatMap(KeyType::rows)
                .ifPresent(below -> add(text, below, "[" + below.name() + "]"));
    }
}
