package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Commands that find jobs and tell of them, on an instance of our own.
class JobCommandsTest {
    private static CommandLine.Result instance(String script) {
        return JobInstance.of(1).run(script);
    }

    @Test
    void jobsAreFoundAndCancelledByNameAndRange() {
        CommandLine.Result result =
                instance(
                        """
                        a=$(fluxj submit --job-name=testA sleep 600)
                        b=$(fluxj submit --job-name=testB sleep 600)
                        fluxj pgrep ^test | wc -l
                        fluxj pgrep -no '{name}' $a..$b B
                        FLUX_PGREP_FORMAT_DEFAULT='{name}' fluxj pgrep A
                        fluxj pkill --wait ^test
                        fluxj pkill -ac1 testA; echo $?
                        """);
        assertEquals(
                "2 testB NAME testA 1", result.out().strip().replaceAll("\\s+", " "), result.all());
        assertTrue(result.err().contains("INFO: Canceled 2 jobs"), result.all());
        assertTrue(result.err().contains("INFO: Canceled 0 jobs"), result.all());
    }

    @Test
    void theStatusOfJobsIsTheGreatestExitCode() {
        CommandLine.Result result =
                instance(
                        """
                        good=$(fluxj submit true)
                        bad=$(fluxj submit sh -c 'exit 3')
                        held=$(fluxj submit --urgency=hold true)
                        fluxj cancel $held
                        fluxj job status $good; echo $?
                        fluxj job status -vv $good $bad $held; echo $?
                        fluxj job status -e 42 $held; echo $?
                        fluxj job status --json $bad | grep -c '"waitstatus":768,"result":2}'
                        """);
        assertEquals("0\n3\n42\n1\n", result.out(), result.all());
        assertTrue(result.err().contains("exception type=cancel"), result.all());
        assertTrue(result.err().contains("exited with exit code 3"), result.all());
    }

    @Test
    void processesOfTasksAreTold() {
        CommandLine.Result result =
                instance(
                        """
                        job=$(fluxj submit sleep 600)
                        pid=$(fluxj job hostpids -r 0 $job | sed 's/.*://')
                        tr '\\0' ' ' < /proc/$pid/cmdline; echo
                        held=$(fluxj submit --urgency=hold true)
                        fluxj job hostpids -t 0.1s $held; echo $?
                        fluxj cancel --all
                        """);
        assertEquals("sleep 600 \n1\n", result.out(), result.all());
        assertTrue(result.err().contains("timeout waiting for shell.start"), result.all());
    }

    @Test
    void commandsRunBesideTasksThatStandStopped() {
        CommandLine.Result result =
                instance(
                        """
                        job=$(fluxj submit -o stop-tasks-in-exec sleep 600)
                        pid=$(fluxj job hostpids $job | sed 's/.*://')
                        sed 's/.*) \\(.\\) .*/\\1/' /proc/$pid/stat
                        fluxj exec --jobid=$job -l echo tool
                        fluxj exec -j $job -r 1 true; echo $?
                        fluxj job kill -s CONT $job
                        fluxj cancel $job
                        fluxj job wait-event $job clean > /dev/null
                        fluxj exec -j $job true; echo $?
                        """);
        assertEquals("T\n0: tool\n1\n1\n", result.out(), result.all());
        assertTrue(result.err().contains("One or more invalid --ranks"), result.all());
        assertTrue(result.err().contains("is not currently running"), result.all());
    }

    @Test
    void aDryRunTellsWhatWouldBecomeOfJobsAndDoesNothing() {
        CommandLine.Result result =
                instance(
                        """
                        job=$(fluxj submit --wait-event=start sleep 600)
                        fluxj cancel --dry-run $job f1; echo $?
                        fluxj job raise --dry-run --type=x --severity=3 $job f1; echo $?
                        fluxj post-job-event --dry-run $job epilog-finish name=x; echo $?
                        fluxj job eventlog $job | tail -1 | cut -d' ' -f2
                        fluxj cancel --all
                        """);
        assertEquals(
                """
                JOB (RUN):
                    Posts exception cancel, finish.
                    Its tasks are killed.
                    The job ends.
                f1: unknown job id
                0
                JOB (RUN):
                    Posts exception x severity=3.
                    Only severity 0 changes anything.
                    The job stays where it is.
                f1: unknown job id
                1
                JOB (RUN):
                    Posts epilog-finish name="x".
                    It ends nothing: no action is open.
                    The job stays where it is.
                0
                start
                """,
                result.out().replace('ƒ', 'f').replaceAll("(?m)^f\\w{3,}", "JOB"),
                result.all());
        assertTrue(result.err().contains("fluxj cancel: Would cancel 2 jobs"), result.all());
    }
}
