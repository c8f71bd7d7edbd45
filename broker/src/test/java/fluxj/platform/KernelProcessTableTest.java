package fluxj.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.ProcessTable.Entry;
import fluxj.platform.os.OsHostFacts;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

class KernelProcessTableTest {
    private final KernelProcessTable table =
            new KernelProcessTable(new OsHostFacts(new Random(1)).uid());

    private static Process start(String value) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "100");
        builder.environment().put("FLUXJ_TABLE_TEST", value);
        return builder.start();
    }

    @Test
    void processesAreFoundByAVariableAndEnded() throws IOException, InterruptedException {
        String value = "a=b c" + ProcessHandle.current().pid();
        Process wanted = start(value);
        Process other = start(value + "d");
        try {
            List<Entry> found = table.startedWith("FLUXJ_TABLE_TEST", value);
            assertEquals(List.of(wanted.pid()), found.stream().map(e -> (long) e.pid()).toList());
            assertEquals("sleep", found.getFirst().name());
            assertEquals(value, found.getFirst().environment().get("FLUXJ_TABLE_TEST"));
            found.getFirst().end().run();
            assertTrue(wanted.waitFor(20, TimeUnit.SECONDS));
            assertEquals(137, wanted.exitValue());
            assertEquals(List.of(), table.startedWith("FLUXJ_TABLE_TEST", value));
            assertTrue(other.isAlive());
        } finally {
            wanted.destroyForcibly();
            other.destroyForcibly();
        }
    }
}
