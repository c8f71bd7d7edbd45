package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// MPI programs as jobs, with Debian's mpich; skipped, saying so, without its compiler. Open MPI
/// has a component for Flux, which loads flux-core's `libpmi.so`: where there is none, it knows
/// nothing of PMI, so it is tried beside flux-core only.
class MpiTest {
    private static final String MPICH = "mpicc.mpich";
    private static final String OPEN_MPI = "mpicc.openmpi";

    @TempDir private static Path dir;

    @BeforeAll
    static void findMpich() {
        assumeTrue(isThere(MPICH), "skipped: " + MPICH + " is not on the PATH");
    }

    private static boolean isThere(String program) {
        return CommandLine.of("sh", "-c", "command -v " + program).run().exitCode() == 0;
    }

    private static Path compiled(String compiler) {
        Path program = dir.resolve("tour-" + compiler);
        if (!Files.exists(program)) {
            Path source = dir.resolve("tour.c");
            try (InputStream text =
                    Objects.requireNonNull(MpiTest.class.getResourceAsStream("tour.c"))) {
                Files.write(source, text.readAllBytes());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            CommandLine.Result made =
                    CommandLine.of(compiler, "-o", program.toString(), source.toString()).run();
            assertEquals(0, made.exitCode(), made.all());
        }
        return program;
    }

    private static List<String> tour(int size, int near) {
        return IntStream.range(0, size)
                .mapToObj(
                        rank ->
                                "hello from %d of %d: sum %d, left %d, near %d"
                                        .formatted(
                                                rank,
                                                size,
                                                size * (size - 1) / 2,
                                                (rank + size - 1) % size,
                                                near))
                .toList();
    }

    private static CommandLine.Result onBrokers(int size, String script) {
        return JobInstance.of(size).run(script);
    }

    private static void assertTour(int size, int near, CommandLine.Result result) {
        assertEquals(tour(size, near), result.out().lines().sorted().toList(), result.all());
        assertEquals(0, result.exitCode(), result.all());
    }

    @Test
    void aProgramOfSeveralRanksRunsOnOneNode() {
        assertTour(3, 3, onBrokers(1, "fluxj run -N1 --tasks-per-node=3 " + compiled(MPICH)));
    }

    @Test
    void severalRanksOnEachOfTwoNodesKnowWhoIsNear() {
        assertTour(4, 2, onBrokers(2, "fluxj run -N2 -n4 " + compiled(MPICH)));
    }

    @Test
    void anAbortEndsTheJobAndSaysSo() {
        CommandLine.Result result = onBrokers(2, "fluxj run -N2 -n4 " + compiled(MPICH) + " abort");
        assertEquals(143, result.exitCode(), result.all());
        assertTrue(result.err().contains("type=exec severity=0 PMI_Abort: aborted"), result.all());
    }

    @Test
    void ourBrokersMeetUnderMpiexec() {
        assumeTrue(isThere("mpiexec.hydra"), "skipped: mpiexec.hydra is not on the PATH");
        CommandLine.Result result =
                CommandLine.of(
                                "mpiexec.hydra",
                                "-n",
                                "3",
                                CommandLine.BIN.resolve("fluxj").toString(),
                                "start",
                                "sh",
                                "-c",
                                "fluxj getattr size; fluxj getattr broker.boot-method;"
                                        + " fluxj run -N3 -n3 fluxj pmi get PMI_process_mapping")
                        .run();
        assertEquals("3\nsimple\n(vector,(0,3,1))\n", result.out(), result.all());
        assertEquals(0, result.exitCode(), result.all());
    }

    @Test
    void openMpiFindsItsWayByFluxCoresLibrary() {
        String flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        assumeTrue(isThere(OPEN_MPI), "skipped: " + OPEN_MPI + " is not on the PATH");
        assertTour(
                4,
                2,
                CommandLine.of(
                                flux,
                                "start",
                                "-s",
                                "2",
                                "--config-path=" + ourShell(),
                                "flux",
                                "run",
                                "-N2",
                                "-n4",
                                compiled(OPEN_MPI).toString())
                        .with("FLUX_EXEC_PATH_PREPEND", CommandLine.BIN.toString())
                        .run());
    }

    /// A configuration by which brokers under flux-core's `flux` start the tasks themselves.
    private static Path ourShell() {
        Path file = dir.resolve("shell.toml");
        try {
            return Files.writeString(file, "[exec]\nservice = \"job-shell\"\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
