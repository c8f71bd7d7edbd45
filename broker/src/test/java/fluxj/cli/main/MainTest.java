package fluxj.cli.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.cli.PicocliProgram;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        Console console =
                new Console(
                        new Output(out, Output.Kind.STREAM),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream("h[1-2]\nh9\n".getBytes(StandardCharsets.UTF_8)),
                        Map.of(
                                "FLUX_URI",
                                "local:///nonexistent/local",
                                "FLUX_LOCAL_CONNECTOR_RETRY_COUNT",
                                "0"));
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
    void aMissingArgumentIsNamedAndShowsTheUsage() {
        assertEquals(1, run("getattr"));
        assertTrue(
                err().startsWith("fluxj getattr: missing argument: name\nUsage: fluxj getattr"),
                err());
    }

    @Test
    void everyUsageErrorHasItsReason() {
        reason("fluxj overlay: Unknown subcommand: nosuch", "overlay", "nosuch");
        reason("fluxj content: Unknown subcommand: nosuch", "content", "nosuch");
        reason("fluxj cron: Unknown subcommand: nosuch", "cron", "nosuch");
        reason("fluxj kvs namespace: Unknown subcommand: x", "kvs", "namespace", "x");
        reason("fluxj overlay status: '-H' missing argument", "overlay", "status", "-H");
        reason("fluxj overlay status: '--wait' missing argument", "overlay", "status", "--wait");
        reason("fluxj dump: unrecognized option '--nosuch'", "dump", "--nosuch");
        reason("fluxj setattr: unrecognized option '-e'", "setattr", "-e", "foo");
        reason("fluxj dump: unrecognized option '-x'", "dump", "-qx", "file.tar");
        reason("fluxj dump: unrecognized option '--quiet=5'", "dump", "--quiet=5", "file.tar");
        reason("fluxj dump: unexpected argument 'b'", "dump", "a", "b");
        reason("fluxj setattr: missing argument: name, value", "setattr");
        reason("fluxj cron delete: IDs requires an integer argument", "cron", "delete", "x");
        reason(
                "fluxj kvs get: Option 'count' requires an integer argument",
                "kvs",
                "get",
                "-cx",
                "a");
    }

    private void reason(String expected, String... words) {
        err.reset();
        assertEquals(1, run(words), expected);
        assertEquals(expected, err().lines().findFirst().orElse(""));
    }

    @Test
    void theLastOfRepeatedOptionsCounts() {
        assertEquals(1, run("ping", "-c", "x", "-c", "1", "--batch", "-c", "0", "0"));
        err.reset();
        assertEquals(1, run("ping", "-c", "1", "--batch", "-c", "0", "0"));
        assertEquals("fluxj ping: --batch should only be used with --count\n", err());
    }

    @Test
    void aGroupNeedsACommand() {
        assertEquals(1, run("overlay"));
        assertTrue(err().startsWith("fluxj overlay: missing subcommand\nUsage:"), err());
    }

    @Test
    void saysHowToGetAnInstanceWhenNoneWasChosen() {
        Console console =
                new Console(
                        new Output(out, Output.Kind.STREAM),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream(new byte[0]),
                        Map.of("FLUX_LOCAL_CONNECTOR_RETRY_COUNT", "0"));
        assumeFalse(Files.exists(Path.of("/run/flux/local")), "skipped: a system instance is here");
        assertEquals(1, Main.run(List.of("getattr", "rank"), console));
        assertTrue(
                err().endsWith(
                                "; FLUX_URI is not set: set it, or start an instance with 'fluxj"
                                        + " start'\n"),
                err());
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
    void bytesThatAreNoTextAreRefusedByNameWhereOnlyTextWillDo() {
        assertEquals(1, run("setattr", "a", "x\udcffy"));
        assertEquals("fluxj setattr: argument 'x\\xffy' is not UTF-8 text\n", err());
        err.reset();
        assertEquals(1, run("kvs", "get", "x\udcffy"));
        assertEquals("fluxj kvs: argument 'x\\xffy' is not UTF-8 text\n", err());
        err.reset();
        assertEquals(1, run("exec", "-r", "0", "echo", "x\udcffy"));
        assertEquals("fluxj exec: argument 'x\\xffy' is not UTF-8 text\n", err());
        err.reset();
        assertEquals(1, run("event", "pub", "x\udcffy"));
        assertEquals("fluxj event: topic 'x\\xffy' is not UTF-8 text\n", err());
    }

    @Test
    void everyCommandHasHelpAndACompletion() {
        for (CommandEntry entry : new Commands().all()) {
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
    void theHelpOfAGroupSaysHowEachOfItsCommandsIsUsed() {
        assertEquals(0, run("kvs", "namespace", "--help"));
        assertTrue(out().contains("   or: fluxj kvs namespace remove name [name...]\n"), out());
        assertTrue(out().contains("\nPerform KVS namespace operations\n"), out());
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

    @Test
    void hostlistsLoseOneHostForEachThatIsTakenAway() {
        check("h[2-4,1]", "hostlist", "-m", "h[1-4],h1", "h1");
        check("h[2-4]", "hostlist", "-x", "h1", "h[1-4],h1");
        check("h[1,3]", "hostlist", "-u", "h3", "h1", "h3");
        check("h[1-2,4-5]", "hostlist", "-X", "h[1-4]", "h[3-5]", "h4");
        check("h1", "hostlist", "-n", "-0", "h[1-4]");
        check("h[1-4]", "hostlist", "-F", "", "h[1-4]");
    }

    @Test
    void hostlistEndsWithTheExitCodesOfFlux() {
        assertHostlist(1, "ERROR: host 'zz' not found", "-q", "-F", "zz", "n[1-4]");
        assertHostlist(0, "", "-q", "-F", "n2", "n[1-4]");
        assertHostlist(1, "", "-q", "-x", "n[1-4]", "n[1-4]");
        assertHostlist(1, "ERROR: Hostlist index out of range", "-q", "-n", "9", "n[1-4]");
        assertHostlist(1, "ERROR: IDset(): Invalid argument: x", "-n", "x", "n[1-4]");
        assertHostlist(1, "ERROR: Invalid hostlist: 'n['", "-F", "n[", "n[1-4]");
        assertHostlist(1, "ERROR: Invalid jobid or hostlist n[", "n[");
        assertHostlist(
                2, "error: argument -x/--exclude: invalid Hostlist value: 'n['", "-x", "n[", "n1");
        assertHostlist(
                2,
                "error: argument -c/--count: not allowed with argument -e/--expand",
                "-ec",
                "n1");
        assertHostlist(
                2, "error: argument -m/--minus: not allowed with argument -i/--intersect", "-im");
        assertHostlist(2, "error: argument -L/--limit: expected one argument", "n1", "-L");
        assertHostlist(2, "error: argument -L/--limit: invalid int value: 'x'", "-L", "x", "n1");
        assertHostlist(2, "error: unrecognized arguments: --nosuch", "--nosuch", "n1");
        assertHostlist(2, "error: unrecognized arguments: --exp", "--exp", "n1");
        // What may be a job is asked for, unless it cannot be one.
        assertEquals(1, run("hostlist", "foo1"));
        assertTrue(err().contains("hostlist: ERROR: Unable to connect to Flux: "), err());
    }

    private void assertHostlist(int exitCode, String line, String... words) {
        err.reset();
        out.reset();
        List<String> all = new ArrayList<>(List.of("hostlist"));
        all.addAll(List.of(words));
        assertEquals(exitCode, run(all.toArray(new String[0])), err());
        assertEquals("", exitCode == 0 ? "" : out());
        List<String> lines = err().lines().toList();
        assertEquals(
                line.isEmpty() ? "" : "fluxj hostlist: " + line,
                lines.isEmpty() ? "" : lines.getLast());
    }

    @Test
    void longOptionsMayBeShortenedWhileTheyAreUnique() {
        assertEquals(1, run("ping", "--coun=x", "0"));
        assertEquals("fluxj ping: Option 'count' requires an integer argument\n", err());
        err.reset();
        assertEquals(1, run("dmesg", "--c"));
        assertEquals(
                "fluxj dmesg: unrecognized option '--c'\n"
                        + "Try `fluxj dmesg --help' for more information.\n",
                err());
    }

    @Test
    void urisStandForThemselvesAndWhatCannotBeResolvedIsNamed() {
        assertEquals(0, run("uri", "--local", "ssh://me@host:1/tmp/x"));
        assertEquals(0, run("uri", "local:///tmp/x"));
        assertEquals("local:///tmp/x\nlocal:///tmp/x\n", out());
        for (String target : new String[] {"f1234", "jobid:f1234", "slurm:12", "x:y", "nosuch"}) {
            err.reset();
            assertEquals(1, run("uri", target));
            assertTrue(err().startsWith("fluxj uri: ERROR: "), err());
        }
        err.reset();
        assertEquals(1, run("proxy", "x:y", "true"));
        assertEquals(
                "fluxj uri: ERROR: No plugin for URI scheme x\n"
                        + "fluxj proxy: Unable to resolve x:y to a URI\n",
                err());
    }

    @Test
    void anAncestorIsAskedForBeforeTheCommandRuns() {
        assertEquals(1, run("-p", "getattr", "rank"));
        assertTrue(err().startsWith("fluxj: Unable to connect to Flux: "), err());
        err.reset();
        assertEquals(1, run("--root", "getattr", "rank"));
        assertTrue(err().startsWith("fluxj: Unable to connect to Flux: "), err());
    }

    @Test
    void sprocRefusesAsPythonDoes() {
        assertEquals(2, run("sproc"));
        assertTrue(err().endsWith("fluxj sproc: error: missing subcommand\n"), err());
        err.reset();
        assertEquals(2, run("sproc", "kill", "-r", "x", "1", "2"));
        assertTrue(err().endsWith(": argument -r/--rank: invalid int value: 'x'\n"), err());
    }

    private void check(String expected, String... words) {
        out.reset();
        assertEquals(0, run(words), err());
        assertEquals(expected + "\n", out());
    }
}
