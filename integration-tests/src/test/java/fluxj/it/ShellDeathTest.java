package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A job shell that throws, hangs or is killed ends its own job with an exception that says so, and
/// takes no other job and no broker with it; one test for each home of a shell.
class ShellDeathTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static final String KILL_SOON = "--conf=exec.kill-timeout=\"0.2s\"";

    /// A job that ends when it is told to, after all that the others have gone through.
    private static final String OTHER =
            """
            other=$(fluxj submit -N1 -n1 $home \
                sh -c 'until [ -e "$FLUXJ_TEST_DIR/go" ]; do sleep 0.1; done')
            other_ends() {
                touch "$FLUXJ_TEST_DIR/go"
                fluxj job attach $other && echo other went on
                fluxj run $home -N2 -n2 echo fine
            }
            """;

    private static final String KILLS =
            """
            submit() {
                rm -f $FLUXJ_TEST_DIR/shell.*
                id=$(fluxj submit -N2 -n2 $home sh -c \
                    'echo $PPID >$FLUXJ_TEST_DIR/shell.$FLUX_TASK_RANK; exec sleep 600')
                fluxj job wait-event -t 60 -p guest.exec.eventlog $id shell.start >/dev/null
            }
            tell() {
                fluxj job wait-event -t 60 -f json $id exception |
                    sed -n 's/.*"note":"\\([^"]*\\)".*/\\1/p' | sed 's/on [^)]*/on HOST/'
                fluxj job wait-event -t 60 $id clean >/dev/null
            }
            submit; kill -KILL $(cat $FLUXJ_TEST_DIR/shell.0); tell
            submit; kill -KILL $(cat $FLUXJ_TEST_DIR/shell.1); sleep 1
            fluxj cancel -m enough $id; tell
            submit; kill -STOP $(cat $FLUXJ_TEST_DIR/shell.1)
            fluxj run $home echo meanwhile
            fluxj cancel -m hangs $id; tell
            """;

    @TempDir Path dir;

    private static void assertPrints(List<String> expected, CommandLine.Result result) {
        assertEquals(expected, result.out().lines().toList(), result.all());
        assertEquals(0, result.exitCode(), result.all());
    }

    @Test
    void aPluginThatThrowsInABrokerEndsItsOwnJobOnly() {
        List<String> callbacks =
                List.of(
                        "create",
                        "init",
                        "consult",
                        "postInit",
                        "taskInit",
                        "taskExec",
                        "taskFork",
                        "start",
                        "taskExit",
                        "finish",
                        "tasksComplete",
                        "exit",
                        "log");
        CommandLine.Result result =
                JobInstance.of(2)
                        .with("FLUXJ_JVM_FLAGS", TroublePlugin.jvmFlags(dir))
                        .within(LIMIT)
                        .run(
                                """
                                home=-oshell.home=broker
                                %s
                                fluxj bulksubmit --quiet --wait -N1 -o verbose -o trouble=throw:{} \
                                    --job-name={} $home true ::: %s
                                fluxj jobs -ac0 -no '{name} {result} {exception.note}' |
                                    grep -v ^sh | sort
                                other_ends
                                """
                                        .formatted(OTHER, String.join(" ", callbacks)));
        List<String> lines = result.out().lines().toList();
        assertEquals(
                List.of("other went on", "fine", "fine"),
                lines.subList(callbacks.size(), lines.size()),
                result.all());
        List<String> names = callbacks.stream().sorted().toList();
        for (int i = 0; i < names.size(); i++) {
            String line = lines.get(i);
            assertTrue(line.startsWith(names.get(i) + " FAILED "), result.all());
            // One that is about to end has no exception more, but says so in its log.
            assertTrue(
                    names.get(i).equals("exit")
                            || line.contains("plugin 'trouble'") && line.endsWith("boom"),
                    line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker", "process"})
    void aPluginThatFailsBeforeOrAfterTheTasksStartEndsItsJob(String home) {
        assertPrints(
                List.of(
                        "postInit FAILED shell_post_init: trouble: no device",
                        "start FAILED shell.start callback(s) failed: trouble: no device",
                        "taskFork FAILED shell_task_forked: trouble: no device"),
                JobInstance.of(1)
                        .with("FLUXJ_JVM_FLAGS", TroublePlugin.jvmFlags(dir))
                        .within(LIMIT)
                        .run(
                                """
                                fluxj bulksubmit --quiet --wait -N1 -o trouble=fail:{} \
                                    --job-name={} -oshell.home=%s sleep 600 \
                                    ::: postInit start taskFork
                                fluxj jobs -ac0 -no '{name} {result} {exception.note}' |
                                    sed 's/ (host [^)]*)$//' | sort
                                """
                                        .formatted(home)));
    }

    @Test
    void aShellThatHangsInABrokerIsCancelledAndOthersGoOn() {
        assertPrints(
                List.of(
                        "init CANCELED",
                        "consult CANCELED",
                        "exit CANCELED",
                        "other went on",
                        "fine",
                        "fine"),
                JobInstance.of(2)
                        .option(KILL_SOON)
                        .with("FLUXJ_JVM_FLAGS", TroublePlugin.jvmFlags(dir))
                        .within(LIMIT)
                        .run(
                                """
                                home=-oshell.home=broker
                                %s
                                for where in init consult exit; do
                                    id=$(fluxj submit -N2 -n2 -o trouble=hang:$where \
                                        --job-name=$where $home true)
                                    fluxj job wait-event -t 60 $id start >/dev/null
                                    test $where = exit && fluxj job wait-event -t 60 \
                                        -p guest.exec.eventlog $id shell.start >/dev/null
                                    fluxj cancel $id
                                    fluxj job wait-event -t 60 $id clean >/dev/null
                                    fluxj jobs -no '{name} {result}' $id
                                done
                                other_ends
                                """
                                        .formatted(OTHER)));
    }

    private static List<String> ofKills(String lost) {
        return List.of(
                "shell rank 0 (on HOST): Killed",
                lost,
                "meanwhile",
                "hangs",
                "other went on",
                "fine",
                "fine");
    }

    @Test
    void aShellsProcessThatIsKilledOrStoppedEndsItsOwnJobOnly() {
        assertPrints(
                ofKills("enough"),
                JobInstance.of(2)
                        .option(KILL_SOON)
                        .within(LIMIT)
                        .run("home=-oshell.home=process\n" + OTHER + KILLS + "other_ends\n"));
    }

    @Tag("interop")
    @Test
    void aFluxShellThatIsKilledOrStoppedEndsItsOwnJobOnly() {
        String flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        Path shell = Path.of(flux).resolveSibling("../libexec/flux/flux-shell").normalize();
        assertPrints(
                ofKills("enough"),
                JobInstance.within(flux, 2)
                        .option(KILL_SOON)
                        .within(LIMIT)
                        .run(
                                "home=--setattr=exec.job_shell="
                                        + shell
                                        + "\n"
                                        + OTHER
                                        + KILLS
                                        + "other_ends\n"));
    }
}
