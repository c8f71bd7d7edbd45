package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Equal seeds give equal runs, in this JVM and in another: the order of a `Set.of` or of identity
/// hashes would show here.
class SimTraceTest {
    @TempDir private Path folder;

    /// Prints the trace of a seed.
    ///
    /// @param words the seed and a folder
    public static void main(String[] words) {
        System.out.print(traceOf(Long.parseLong(words[0]), Path.of(words[1])));
    }

    private static long traceOf(long seed, Path folder) {
        Sim sim = new Sim(SimOptions.seeded(seed), folder);
        SimCluster flux =
                SimCluster.boot(
                        sim,
                        SimShape.of(20, "kary:4")
                                .loading(EchoService.factory())
                                .loading("heartbeat", "content")
                                .onLeader("content-sim")
                                .loading("kvs", "kvs-watch"));
        flux.awaitRun();
        flux.runFor(Duration.ofSeconds(10));
        flux.cut(0, 3);
        flux.kill(2);
        flux.runFor(Duration.ofSeconds(30));
        return sim.trace();
    }

    private Path fresh(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    @Test
    void equalSeedsGiveEqualRuns() throws IOException {
        assertEquals(traceOf(3, fresh("one")), traceOf(3, fresh("two")));
        assertNotEquals(traceOf(3, fresh("three")), traceOf(4, fresh("four")));
    }

    @Test
    void anotherJvmMakesTheSameRun() throws IOException, InterruptedException {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SimTraceTest.class.getName(),
                                "5",
                                fresh("theirs").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String theirs = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, other.waitFor());
        assertEquals(Long.toString(traceOf(5, fresh("ours"))), theirs);
    }
}
