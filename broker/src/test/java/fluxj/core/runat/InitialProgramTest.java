package fluxj.core.runat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.runat.InitialProgram.Direct;
import fluxj.core.runat.InitialProgram.Host;
import fluxj.core.runat.InitialProgram.InteractiveShell;
import fluxj.core.runat.InitialProgram.ShellLine;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class InitialProgramTest {
    private static final List<String> SHELLS =
            List.of("/bin/sh", "/usr/bin/tcsh", "/bin/false", "/bin/true");

    private static InitialProgram of(String... words) {
        return InitialProgram.of(
                List.of(words), new Host(SHELLS, word -> word.startsWith("/job"), true));
    }

    @Test
    void isTheUsersShellWhenThereAreNoWords() {
        assertEquals(new InteractiveShell(""), of());
    }

    @Test
    void isAnInteractiveShellWhenTheOnlyWordNamesOne() {
        assertEquals(new InteractiveShell("tcsh"), of("tcsh"));
        assertEquals(new InteractiveShell("/bin/sh"), of("/bin/sh"));
        assertEquals(new ShellLine("/opt/sh"), of("/opt/sh"));
    }

    @Test
    void isNotInteractiveWhenTheWordIsTrueOrFalse() {
        assertEquals(new ShellLine("true"), of("true"));
        assertEquals(new ShellLine("/bin/false"), of("/bin/false"));
    }

    @Test
    void runsAShellWithArgumentsDirectly() {
        assertEquals(new Direct(List.of("sh", "-c", "true")), of("sh", "-c", "true"));
    }

    @Test
    void runsASingleExecutableFileDirectly() {
        assertEquals(new Direct(List.of("/job.sh")), of("/job.sh"));
    }

    @Test
    void givesOtherSingleWordsToTheShell() {
        assertEquals(new ShellLine("/job.sh one"), of("/job.sh one"));
        assertEquals(new ShellLine("/job.sh\tone"), of("/job.sh\tone"));
        assertEquals(new ShellLine("sleep"), of("sleep"));
        assertEquals(new ShellLine(""), of(""));
    }

    @Test
    void refusesAnInteractiveShellWithoutATerminal() {
        Host host = new Host(SHELLS, _ -> false, false);
        FluxException error =
                assertThrows(FluxException.class, () -> InitialProgram.of(List.of(), host));
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("stdin is not a tty - can't run interactive shell", error.getMessage());
        assertEquals(new Direct(List.of("sh", "-i")), InitialProgram.of(List.of("sh", "-i"), host));
    }

    @Test
    void findsExecutableFilesOnThisHost(@TempDir Path directory) throws IOException {
        Path script = directory.resolve("run.sh");
        Files.writeString(script, "#!/bin/sh\n");
        Host host = Host.here(false);
        assertFalse(host.isExecutableFile().test(script.toString()));
        assertTrue(script.toFile().setExecutable(true));
        assertTrue(host.isExecutableFile().test(script.toString()));
        assertFalse(host.isExecutableFile().test(directory.toString()));
        assertFalse(host.isExecutableFile().test("no\0path"));
    }

    @Test
    void readsTheListOfShells(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("shells");
        assertEquals(List.of("/bin/sh", "/bin/csh"), LoginShells.listedIn(file));
        Files.writeString(file, "# shells\n/bin/zsh # new\n\nsh\n /bin/ksh\n");
        assertEquals(List.of("/bin/zsh", "/bin/ksh"), LoginShells.listedIn(file));
    }
}
