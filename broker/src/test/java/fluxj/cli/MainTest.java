package fluxj.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        Console console =
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream("h[1-2]\nh9\n".getBytes(StandardCharsets.UTF_8)),
                        Map.of(
                                "FLUX_URI",
                                "local:///nonexistent/local",
                                "FLUX_LOCAL_CONNECTOR_RETRY_COUNT",
                                "0"),
                        false);
        return Main.run(List.of(words), console);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anUnknownCommandIsRefusedInFluxsWords() {
        assertEquals(1, run("nosuch"));
        assertEquals("fluxj: `nosuch' is not a fluxj command.  See 'fluxj --help'\n", err());
    }

    @Test
    void anUnknownOptionIsRefusedInFluxsWords() {
        assertEquals(1, run("ping", "--foo", "0"));
        assertEquals(
                "fluxj ping: unrecognized option '--foo'\n"
                        + "Try `fluxj ping --help' for more information.\n",
                err());
    }

    @Test
    void aNumberThatIsNoneIsRefusedInFluxsWords() {
        assertEquals(1, run("ping", "--count=x", "0"));
        assertEquals("fluxj ping: Option 'count' requires an integer argument\n", err());
    }

    @Test
    void aMissingArgumentShowsTheUsage() {
        assertEquals(1, run("getattr"));
        assertTrue(err().startsWith("Usage: fluxj getattr"), err());
    }

    @Test
    void aGroupNeedsACommand() {
        assertEquals(1, run("overlay"));
        assertTrue(err().startsWith("fluxj overlay: missing subcommand\nUsage:"), err());
    }

    @Test
    void saysWhereNoBrokerIs() {
        assertEquals(1, run("getattr", "rank"));
        assertEquals(
                "fluxj getattr: Unable to connect to Flux: broker socket /nonexistent/local was"
                        + " not found, nor its directory\n",
                err());
    }

    @Test
    void optionsThatContradictAreRefusedBeforeAnythingIsDone() {
        assertEquals(1, run("exec", "--waitable", "true"));
        assertEquals("fluxj exec: --waitable can only be used with --bg\n", err());
        err.reset();
        assertEquals(1, run("dmesg", "--delta"));
        assertEquals("fluxj dmesg: --delta can only be used with --human\n", err());
        err.reset();
        assertEquals(1, run("ping", "-r", "0", "1!broker"));
        assertEquals("fluxj ping: --rank and TARGET both try to specify a nodeid\n", err());
        err.reset();
        assertEquals(1, run("overlay", "status", "--wait=foo"));
        assertEquals("fluxj overlay: invalid --wait state\n", err());
        err.reset();
        assertEquals(1, run("overlay", "status", "--color=foo"));
        assertEquals("fluxj overlay: Invalid argument to --color: 'foo'\n", err());
    }

    @Test
    void everyCommandHasHelpAndACompletion() {
        for (Commands.Entry entry : new Commands().all()) {
            if (entry.program().get() instanceof PicocliProgram) {
                out.reset();
                assertEquals(0, run(entry.name(), "--help"), entry.name());
                assertTrue(out().startsWith("Usage: fluxj " + entry.name()), out());
            }
        }
        out.reset();
        assertEquals(0, run("help"));
        assertTrue(out().contains("   overlay            Manage overlay network\n"), out());
        out.reset();
        assertEquals(0, run("completion"));
        assertTrue(out().contains("fluxj"), out());
    }

    @Test
    void hostlistsAreCombined() {
        check("h[1-3,5]", "hostlist", "h[1-3]", "h5");
        check("4", "hostlist", "-c", "h[1-3]", "h5");
        check("h1 h2", "hostlist", "-e", "h[1-2]");
        check("h2", "hostlist", "-i", "h[1-2]", "h[2-3]");
        check("h1", "hostlist", "-m", "h[1-2]", "h[2-3]");
        check("h[1,3]", "hostlist", "-X", "h[1-2]", "h[2-3]");
        check("h3", "hostlist", "-n", "-1", "h[1-3]");
        check("h[2-3]", "hostlist", "-L", "-2", "h[1-3]");
        check("1 2", "hostlist", "-F", "h[2-3]", "h[1-3]");
        check("h[1-2,9]", "hostlist");
    }

    private void check(String expected, String... words) {
        out.reset();
        assertEquals(0, run(words), err());
        assertEquals(expected + "\n", out());
    }
}
