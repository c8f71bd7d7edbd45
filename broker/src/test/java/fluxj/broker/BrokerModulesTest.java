package fluxj.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.module.StartRow;
import fluxj.module.StartTable;
import fluxj.platform.SparseFiles;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The order in which rc1 loads is the one of `flux modprobe` with flux-core's own table.
class BrokerModulesTest {
    private static final Set<String> BUILTIN = Set.of("groups", "jobshell", "rexec");

    private final List<StartRow> rows = BrokerModules.loadable(SparseFiles.WITHOUT_HOLES);
    private final StartTable table = new StartTable(rows);

    private List<String> words(int rank, Optional<String> backing) {
        return table.steps(rank, _ -> backing).stream()
                .map(step -> String.join(" ", step.module(), String.join(" ", step.arguments())))
                .map(String::trim)
                .toList();
    }

    @Test
    void theLeaderLoadsAllInOrder() {
        assertEquals(
                List.of(
                        "heartbeat",
                        "content",
                        "content-sqlite",
                        "kvs",
                        "kvs-watch",
                        "resource",
                        "job-manager",
                        "job-info",
                        "job-list",
                        "job-ingest",
                        "job-exec",
                        "sched-simple",
                        "cron sync=heartbeat.pulse"),
                words(0, Optional.empty()));
    }

    @Test
    void theOthersLoadWhatIsNotTheLeaders() {
        assertEquals(
                List.of(
                        "heartbeat",
                        "content",
                        "kvs",
                        "kvs-watch",
                        "resource",
                        "job-info",
                        "job-ingest"),
                words(1, Optional.empty()));
    }

    @Test
    void anotherBackingModuleTakesThePlaceOfTheFirst() {
        assertEquals("content-files", words(0, Optional.of("content-files")).get(2));
        assertEquals("content-sim", words(0, Optional.of("content-sim")).get(2));
        assertEquals(
                words(0, Optional.empty()).size(), words(0, Optional.of("content-sim")).size());
    }

    @Test
    void everyServiceHasARow() throws IOException {
        Set<String> named = new TreeSet<>(BUILTIN);
        rows.forEach(row -> named.add(row.name().replace("-", "")));
        Path root = Path.of("target/classes/fluxj/services");
        Set<String> present = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith("Service.class"))
                    .forEach(file -> present.add(String.valueOf(root.relativize(file).getName(0))));
        }
        assertEquals(present, named, "services and rows of BrokerModules");
    }
}
