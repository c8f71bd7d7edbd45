package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.HostFacts.Who;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class OsHostFactsTest {
    private final OsHostFacts facts = new OsHostFacts(new Random(1));

    @TempDir Path directory;

    @Test
    void knowsItself() throws IOException {
        assertEquals(ProcessHandle.current().pid(), facts.pid());
        assertEquals(Files.getAttribute(directory, "unix:uid"), facts.uid());
        assertEquals(Files.getAttribute(directory, "unix:gid"), facts.gid());
        assertFalse(facts.hostname().isBlank());
    }

    @Test
    void knowsWhetherItLeadsItsGroup() {
        assertEquals(new OsTerminal().ownGroup() == facts.pid(), facts.leadsGroup());
    }

    @Test
    void findsUsersByNameAndNumber() {
        assertEquals(0, facts.user("root").orElseThrow().uid());
        assertEquals("root", facts.user(0).orElseThrow().name());
        assertEquals("/root", facts.user(0).orElseThrow().home());
        assertEquals(Optional.empty(), facts.user("no-such-user"));
        assertEquals(Optional.empty(), facts.user(123_456_789));
    }

    @Test
    void listsMembersOfAGroup() {
        assertEquals(Optional.empty(), facts.groupMembers("no-such-group"));
        assertEquals(Optional.of(List.of()), facts.groupMembers("root"));
    }

    @Test
    void makesDirectoriesForTheOwnerAlone() throws IOException {
        Path made = facts.makeTemporaryDirectory(directory, "flux-");
        assertTrue(made.getFileName().toString().matches("flux-[a-zA-Z0-9]{6}"));
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> facts.makeTemporaryDirectory(directory.resolve("none"), "flux-"));
        assertEquals(Errno.ENOENT, error.errno());
    }

    @Test
    void countsResourceUsage() {
        assertTrue(facts.usage(Who.SELF).userSeconds() > 0);
        assertTrue(facts.usage(Who.SELF).maxResidentKib() > 1000);
        assertTrue(facts.usage(Who.THREAD).userSeconds() <= facts.usage(Who.SELF).userSeconds());
        assertTrue(facts.usage(Who.CHILDREN).systemSeconds() >= 0);
    }

    @Test
    void namesTheProcessInFifteenBytes() throws IOException {
        String before = Files.readString(Path.of("/proc/self/comm")).strip();
        facts.nameProcess("flux-broker-12345678");
        assertEquals("flux-broker-123\n", Files.readString(Path.of("/proc/self/comm")));
        facts.nameProcess(before);
    }

    @Test
    void tellsATerminalFromAFile() {
        assertFalse(facts.isTerminal(999));
        assertEquals(0, facts.columns(999));
    }
}
