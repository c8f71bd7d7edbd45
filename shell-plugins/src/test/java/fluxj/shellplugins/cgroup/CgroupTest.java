package fluxj.shellplugins.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

class CgroupTest {
    @TempDir Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void theGroupOfThisProcessIsFound() throws IOException {
        write("sys/fs/cgroup/cgroup.controllers", "memory\n");
        write("proc/self/cgroup", "1:cpu:/other\n0::/user.slice/flux.service\n");
        write("sys/fs/cgroup/user.slice/flux.service/memory.events", "low 0\noom_kill 3\n");
        write("sys/fs/cgroup/user.slice/flux.service/memory.peak", "4096\n");
        Cgroup group = Cgroup.find(root).orElseThrow();
        assertEquals(OptionalLong.of(3), group.number("memory.events", "oom_kill"));
        assertEquals(OptionalLong.of(4096), group.number("memory.peak"));
        assertFalse(group.has("cpu.stat"));
    }

    @Test
    void theOldHierarchyCountsAsNone() throws IOException {
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1\n");
        write("proc/self/cgroup", "4:memory:/job\n");
        assertEquals(Optional.empty(), Cgroup.find(root));
    }

    @Test
    void aLimitThatIsNoneIsNoNumber() throws IOException {
        write("max", "max\n");
        assertEquals(OptionalLong.empty(), new Cgroup(root).number("max"));
    }
}
