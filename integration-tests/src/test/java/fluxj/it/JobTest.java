package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// Jobs from submission to their end, on instances of our own.
class JobTest {
    /// What a shell script prints that is the initial program of an instance.
    private static CommandLine.Result instance(int size, String script) {
        return JobInstance.of(size).run(script);
    }

    private static void assertPrints(String expected, CommandLine.Result result) {
        assertEquals(expected, result.out(), result.all());
        assertEquals(0, result.exitCode(), result.all());
    }

    /// The second command of the README, as it stands there.
    @Test
    void aJobRunsOnEveryBroker() {
        CommandLine.Result run =
                CommandLine.fluxj("start", "-s", "4", "fluxj", "run", "-N", "4", "hostname").run();
        assertEquals(0, run.exitCode(), run.all());
        assertEquals(4, run.out().lines().count(), run.all());
    }

    @Test
    void theExitCodeIsTheOneOfTheTasks() {
        CommandLine.Result result =
                instance(
                        1,
                        """
                        fluxj run true; echo $?
                        fluxj run sh -c 'exit 3'; echo $?
                        fluxj run sh -c 'kill -9 $$'; echo $?
                        fluxj run /nosuch/command; echo $?
                        fluxj run -n 100000 true; echo $?
                        """);
        assertPrints("0\n3\n137\n127\n1\n", result);
        assertTrue(result.err().contains("task(s) exited with exit code 3"), result.all());
        assertTrue(result.err().contains("type=alloc severity=0 unsatisfiable"), result.all());
    }

    @Test
    void outputIsLabelledAndInputArrives() {
        assertPrints(
                "hello\n0: x\n1: x\nonly me\n",
                instance(
                        1,
                        """
                        echo hello | fluxj run cat
                        fluxj run -n2 -l echo x </dev/null | sort
                        echo only me | fluxj run -n2 --input=1 cat
                        """));
    }

    @Test
    void outputGoesToAFileByItsTemplate(@TempDir Path dir) {
        assertPrints(
                "hi\n",
                instance(
                        1,
                        "cd "
                                + dir
                                + "; fluxj run --output='out-{{id}}.txt' echo hi 2>err"
                                + "; cat out-*.txt"));
    }

    @Test
    void manyCopiesOfAJobComeToTheirEnd() {
        CommandLine.Result result =
                instance(
                        2,
                        """
                        fluxj submit --cc=1-200 --quiet --wait true; echo $?
                        fluxj submit --cc=0-3 --quiet --wait sh -c 'exit $FLUX_JOB_CC'; echo $?
                        """);
        assertPrints("0\n3\n", result);
    }

    @Test
    void aJobIsCancelledHeldAndReleased() {
        CommandLine.Result result =
                instance(
                        1,
                        """
                        id=$(fluxj submit sleep 600)
                        fluxj cancel -m enough $id
                        fluxj job attach $id; echo $?
                        held=$(fluxj submit --urgency=hold echo free)
                        fluxj job urgency $held default
                        fluxj job attach $held
                        fluxj submit --quiet --cc=1-2 --urgency=hold true
                        fluxj cancel --all
                        """);
        List<String> lines = result.out().lines().toList();
        assertTrue(Integer.parseInt(lines.getFirst()) > 0, result.all());
        assertEquals("free", lines.get(1), result.all());
        assertTrue(result.err().contains("type=cancel severity=0 enough"), result.all());
        assertTrue(result.err().contains("Canceled 2 jobs (0 errors)"), result.all());
    }

    @Test
    void aJobWaitsForTheOneItDependsOn() {
        CommandLine.Result result =
                instance(
                        1,
                        """
                        first=$(fluxj submit sh -c 'sleep 0.3; echo first >>order')
                        fluxj run --dependency=afterok:$first sh -c 'echo second >>order'
                        cat order; rm order
                        bad=$(fluxj submit false)
                        fluxj run --dependency=afterok:$bad true; echo $?
                        """
                                .replace("order", "$FLUX_TEST_ORDER")
                                .replace("first=", "export FLUX_TEST_ORDER=$(mktemp)\nfirst="));
        assertPrints("first\nsecond\n1\n", result);
        assertTrue(result.err().contains("failed or was canceled"), result.all());
    }

    @Test
    void waitableJobsAreWaitedForOnce() {
        assertPrints(
                "0\n1\n2\n",
                instance(
                        1,
                        """
                        good=$(fluxj submit --flags=waitable true)
                        fluxj job wait $good; echo $?
                        fluxj submit --flags=waitable --quiet false
                        fluxj job wait --all; echo $?
                        fluxj job wait; echo $?
                        """));
    }

    @Test
    void bulksubmitMakesAJobOfEachLine() {
        assertPrints(
                "a 0\nb 1\n",
                instance(
                        1,
                        "printf 'a\\nb\\n' | fluxj bulksubmit --quiet --watch echo {} {seq} | sort"));
    }

    @Test
    void jobsAreSimulatedOnNodesThatAreNone() {
        assertPrints(
                "fake[0-999]\nfake[0-9]\n",
                JobInstance.of(1)
                        .option("--conf=fake-resources.nnodes=1000")
                        .run(
                                """
                                fluxj resource list -no '{nodelist}' --states=free
                                id=$(fluxj submit -N10 -x -S exec.test.run_duration=0.01s true)
                                fluxj job wait-event -t 30 $id clean >/dev/null
                                fluxj jobs -no '{nodelist}' $id
                                """));
    }
}
