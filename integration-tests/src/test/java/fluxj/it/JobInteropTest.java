package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Jobs where some of what carries them is flux-core's: its commands, its job manager with plugins
/// in C, its job shell. What people read must be the same.
@Tag("interop")
class JobInteropTest {
    /// Submissions of many kinds, what became of them, and what is kept of them. `$F` is the
    /// command; ids and times do not get printed.
    private static final String SESSION =
            """
            $F run -n2 -l echo hello </dev/null | sort
            $F run sh -c 'exit 3' 2>/dev/null; echo run $?
            $F run --output=none /nosuch/command 2>/dev/null; echo run $?
            echo in | $F run cat
            id=$($F submit -n2 sh -c 'echo $FLUX_TASK_RANK; exit $FLUX_TASK_RANK')
            $F job attach $id 2>/dev/null | sort
            $F job attach $id >/dev/null 2>&1; echo attach $?
            $F submit --cc=1-4 --quiet --wait true; echo submit $?
            $F jobs -ano '{name} {ntasks} {state} {result} {returncode}'
            held=$($F submit --urgency=hold true)
            $F jobs -no '{name} {urgency} {state}'
            $F cancel -m enough $held
            $F job attach $held 2>&1 | cut -d' ' -f2,4-; echo attach $?
            $F run -N2 --dependency=afterany:$held sh -c 'echo $FLUX_JOB_NNODES'
            $F job eventlog $id | cut -d' ' -f2
            $F job info $id R | cut -c1-25
            $F job wait-event -t 10 $id clean | cut -d' ' -f2-
            """;

    /// For some thirty commands one after the other.
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static String flux = "";

    /// What the session prints where all is flux-core's.
    private static String expected = "";

    @TempDir Path dir;

    @BeforeAll
    static void findFlux() {
        flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        expected = succeed(theirs("F=flux\n" + SESSION));
    }

    /// An instance of two brokers with flux-core's `start` and rc, whose initial program is a
    /// script.
    private static CommandLine theirs(String script, String... options) {
        String[] words = new String[options.length + 6];
        words[0] = flux;
        words[1] = "start";
        words[2] = "-s2";
        System.arraycopy(options, 0, words, 3, options.length);
        words[words.length - 3] = "sh";
        words[words.length - 2] = "-c";
        words[words.length - 1] = "PATH=" + CommandLine.BIN + ":$PATH\n" + script;
        return CommandLine.of(words);
    }

    /// The same with our brokers.
    private static CommandLine ours(String script, String... options) {
        return theirs(script, options).with("FLUX_EXEC_PATH_PREPEND", CommandLine.BIN.toString());
    }

    private static String succeed(CommandLine command) {
        CommandLine.Result result = command.within(LIMIT).run();
        assertEquals(0, result.exitCode(), result.all());
        assertFalse(result.out().isEmpty(), result.all());
        return result.out();
    }

    @Test
    void fluxsCommandsSayTheSameOfJobsOnOurServices() {
        assertEquals(expected, succeed(ours("F=flux\n" + SESSION)));
    }

    @Test
    void ourCommandsSayTheSameOfJobsOnFluxCoresServices() {
        assertEquals(expected, succeed(theirs("F=fluxj\n" + SESSION)));
    }

    /// As `docs/jobtap.md` says: a line in flux's modprobe configuration.
    @Test
    void fluxCoresJobManagerRunsAsAProcessWithPluginsInC() throws IOException {
        Path configuration = Files.createDirectories(dir.resolve("modprobe.d"));
        Files.writeString(
                configuration.resolve("job-manager.toml"), "[job-manager]\nexec = true\n");
        String script =
                """
                flux jobtap load submit-hold.so
                flux jobtap query submit-hold.so | grep -c '"path": *"/.*submit-hold.so"'
                id=$(flux submit -N2 echo released)
                flux job wait-event -t 10 $id priority >/dev/null
                flux jobs -no '{urgency} {state}'
                flux job urgency $id default
                flux job attach $id | sort
                flux jobtap remove submit-hold.so
                flux run --dependency=afterok:$id echo next
                """;
        assertEquals(
                "1\n0 SCHED\nreleased\nreleased\nnext\n",
                succeed(ours(script).with("FLUX_MODPROBE_PATH_APPEND", dir.toString())));
    }

    /// As `docs/jobtap.md` says: by hand, in an instance with rc of our own.
    @Test
    void fluxCoresJobManagerTakesThePlaceOfOurs() {
        String script =
                """
                PATH=$BIN:$PATH
                for module in sched-simple job-exec job-ingest job-list job-manager
                do fluxj module remove $module
                done
                fluxj module load --exec job-manager
                for module in job-list job-ingest job-exec sched-simple
                do fluxj module load $module
                done
                fluxj jobtap load submit-hold.so
                id=$(fluxj submit true)
                fluxj job wait-event -t 10 $id priority >/dev/null
                fluxj jobs -no '{urgency} {state}'
                fluxj jobtap remove submit-hold.so
                fluxj run -N2 echo next
                """;
        assertEquals(
                "0 SCHED\nnext\nnext\n",
                succeed(
                        CommandLine.of(
                                        flux,
                                        "env",
                                        CommandLine.BIN.resolve("fluxj").toString(),
                                        "start",
                                        "-s2",
                                        "sh",
                                        "-c",
                                        script)
                                .with("BIN", CommandLine.BIN.toString())));
    }

    /// flux-core's shell is what the parent of a task is.
    @Test
    void fluxShellIsTheJobShellThatIsConfigured() throws IOException {
        String shell = CommandLine.of(flux, "config", "builtin", "shell_path").run().out().strip();
        Files.writeString(
                dir.resolve("exec.toml"), "[exec]\njob-shell = \"%s\"\n".formatted(shell));
        String script =
                "F=flux\n"
                        + SESSION
                        + "flux run -N2 sh -c 'tr \"\\0\" \"\\n\" </proc/$PPID/cmdline | head -n 1'";
        assertEquals(expected + shell + "\n" + shell + "\n", succeed(ours(script, "-c" + dir)));
    }
}
