package fluxj.core.runat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Terminal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// A program that stops itself, as one does that reads from a terminal it does not have.
@Timeout(60)
class RunatTerminalTest {
    private static final int OWN_GROUP = 40;

    private record Numbered(int number) implements Terminal.Settings {}

    /// A terminal that writes down what is asked of it.
    private static final class Notes implements Terminal {
        private final List<String> asked = new ArrayList<>();
        private int inFront = OWN_GROUP;
        private boolean refuses;

        @Override
        public Settings settings() {
            if (refuses) {
                throw new FluxException(Errno.EIO);
            }
            return new Numbered(7);
        }

        @Override
        public void restore(Settings earlier) {
            asked.add("restore " + earlier);
        }

        @Override
        public void makeRaw() {
            throw new IllegalStateException();
        }

        @Override
        public int foregroundGroup() {
            return inFront;
        }

        @Override
        public void foreground(int group) {
            asked.add(group == OWN_GROUP ? "broker in front" : "program in front");
            inFront = group;
        }

        @Override
        public int ownGroup() {
            return OWN_GROUP;
        }
    }

    private final Notes terminal = new Notes();
    private final Workbench bench = new Workbench(Optional.of(terminal));

    @AfterEach
    void close() {
        bench.close();
    }

    private int runAStoppingProgram() {
        bench.runat.pushShell("rc2", "kill -STOP $$; exit 5", EnumSet.noneOf(CommandFlag.class));
        return bench.run("rc2");
    }

    @Test
    void givesTheTerminalToAProgramThatWasStoppedAndTakesItBack() {
        assertEquals(5, runAStoppingProgram());
        assertEquals(
                List.of("program in front", "broker in front", "restore Numbered[number=7]"),
                terminal.asked);
    }

    @Test
    void takesTheTerminalBackEvenWhenItsSettingsWereNotToBeHad() {
        terminal.refuses = true;
        assertEquals(5, runAStoppingProgram());
        assertEquals(List.of("program in front", "broker in front"), terminal.asked);
        assertTrue(
                bench.logged.contains(
                        "err failed to save terminal attributes before rc2:"
                                + " Input/output error"),
                bench.logged.toString());
    }

    @Test
    void leavesTheTerminalToAProgramThatNeedsItNot() {
        bench.runat.pushInteractiveShell("rc2", "true", EnumSet.noneOf(CommandFlag.class));
        assertEquals(0, bench.run("rc2"));
        assertEquals(List.of(), terminal.asked);
        assertEquals(List.of("info rc2.0: true Exited (rc=0) T"), bench.logged);
    }

    @Test
    void tellsWhoSitsThereOfTheRecoveryMode() {
        bench.attributes.put("broker.rc1_path", "/etc/rc1");
        bench.runat.pushInteractiveShell("rc2", "true", EnumSet.noneOf(CommandFlag.class));
        assertEquals(0, bench.run("rc2"));
        assertEquals(List.of(), bench.printed);
        bench.attributes.put("broker.recovery-mode", Workbench.NO_VALUE);
        bench.runat.pushShell("rc2", "true", EnumSet.noneOf(CommandFlag.class));
        assertEquals(0, bench.run("rc2"));
        assertEquals(List.of(), bench.printed);
        bench.runat.pushInteractiveShell("rc2", "true", EnumSet.noneOf(CommandFlag.class));
        assertEquals(0, bench.run("rc2"));
        assertEquals(1, bench.printed.size());
        assertTrue(bench.printed.getFirst().contains("| Entering Flux recovery mode.\n"));
        assertTrue(bench.printed.getFirst().contains("| broker.rc1_path    /etc/rc1\n"));
        assertTrue(bench.printed.getFirst().contains("| config.path        -\n"));
    }
}
