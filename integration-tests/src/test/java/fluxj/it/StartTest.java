package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/// `fluxj start`: brokers that meet through PMI.
class StartTest {
    /// The first command of the README, as it stands there.
    @Test
    void fourBrokersShowAFullTree() {
        CommandLine.Result status =
                CommandLine.fluxj("start", "-s", "4", "fluxj", "overlay", "status").run();
        assertEquals(0, status.exitCode(), status.all());
        assertEquals(4, status.out().lines().filter(line -> line.contains("full")).count());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void everyRankAnswers(int size) {
        CommandLine.Result ranks =
                CommandLine.fluxj(
                                "start",
                                "-s",
                                Integer.toString(size),
                                "fluxj",
                                "exec",
                                "fluxj",
                                "getattr",
                                "rank")
                        .run();
        assertEquals(0, ranks.exitCode(), ranks.all());
        assertEquals(size, ranks.out().lines().distinct().count(), ranks.all());
    }

    @Test
    void theInitialProgramsExitCodeIsTheInstances() {
        assertEquals(7, CommandLine.fluxj("start", "-s", "2", "exit 7").run().exitCode());
    }

    @Test
    void anUnknownAttributeStartsNothing() {
        CommandLine.Result result = CommandLine.fluxj("start", "-s", "2", "-Sfoo=1", "true").run();
        assertEquals(1, result.exitCode(), result.all());
        assertTrue(result.err().contains("foo: unknown attribute"), result.all());
    }

    @Test
    void aBrokerKilledMidwayIsReportedAndTheRestEnds() {
        CommandLine.Result result =
                CommandLine.fluxj(
                                "start",
                                "-s",
                                "3",
                                "--test-exit-timeout=2s",
                                "fluxj",
                                "exec",
                                "-r",
                                "2",
                                "sh",
                                "-c",
                                "kill -9 $PPID")
                        .run();
        assertTrue(result.exitCode() != 0, result.all());
    }

    @Test
    void anInstanceThatCouldNotSaveItsKvsSaysSoAtTheEnd(@TempDir Path state) {
        CommandLine.Result result =
                CommandLine.of(
                                "sh",
                                "-c",
                                "ulimit -f 100; exec \"$@\"",
                                "sh",
                                CommandLine.BIN.resolve("fluxj").toString(),
                                "start",
                                "-Sstatedir=" + state,
                                "head -c 1000000 /dev/urandom | fluxj kvs put --raw a=-")
                        .run();
        assertEquals(1, result.exitCode(), result.all());
        String last = result.err().lines().toList().getLast();
        assertTrue(last.endsWith("since its last checkpoint is lost"), result.all());
    }
}
