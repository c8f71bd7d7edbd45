package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

/// One content database under flux-core's module and under ours. Skipped, saying so, where no
/// `flux` is on the PATH (or named by `-Dfluxj.flux=`).
@Tag("interop")
class ContentInteropTest {
    private static final String LOAD =
            "set -e; flux module load content; flux module load content-sqlite; ";
    private static final String UNLOAD =
            "; flux content flush; flux module remove content-sqlite; flux module remove content";
    private static final String CHECKPOINT =
            "printf '{\"value\":{\"version\":1,\"rootref\":\"%s\",\"sequence\":7,\"timestamp\":2.5}}'"
                    + " $(cat ref.300) | flux python -c 'import flux,sys,json;"
                    + " flux.Flux().rpc(\"content.checkpoint-put\", json.load(sys.stdin)).get()'";

    private static String flux = "";

    @TempDir Path dir;

    @BeforeAll
    static void findFlux() {
        String named = System.getProperty("fluxj.flux", "");
        if (!named.isEmpty()) {
            flux = named;
        } else {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
                Path candidate = Path.of(folder, "flux");
                if (flux.isEmpty() && Files.isExecutable(candidate)) {
                    flux = candidate.toString();
                }
            }
        }
        assumeTrue(!flux.isEmpty(), "skipped: flux-core's flux is not on the PATH");
    }

    /// Runs a script in an instance of one broker over the state directory.
    private void instance(boolean ours, String script) {
        CommandLine command =
                CommandLine.of(
                        flux,
                        "start",
                        "-Sstatedir=" + dir,
                        "-Sbroker.rc1_path=",
                        "-Sbroker.rc3_path=",
                        "sh",
                        "-c",
                        "cd " + dir + "; " + LOAD + script + UNLOAD);
        CommandLine.Result result =
                (ours
                                ? command.with("FLUX_EXEC_PATH_PREPEND", CommandLine.BIN.toString())
                                : command)
                        .run();
        assertEquals(0, result.exitCode(), result.all());
    }

    @ParameterizedTest(name = "written by ours: {0}, read by ours: {1}")
    @CsvSource({"false, true", "true, false"})
    void whatOneHasWrittenTheOtherReadsAndGoesOnWith(boolean writer, boolean reader)
            throws Exception {
        instance(
                writer,
                "for n in 0 1 255 256 300 70000 3000000; do"
                        + " yes 'some text '$n | head -c $n >blob.$n;"
                        + " flux content store <blob.$n >ref.$n; done; "
                        + CHECKPOINT);
        instance(
                reader,
                "for n in 0 1 255 256 300 70000 3000000; do"
                        + " flux content load $(cat ref.$n) >back.$n; cmp blob.$n back.$n; done;"
                        + " flux content checkpoint list --no-header | grep $(cat ref.300);"
                        + " echo more >blob.more; flux content store <blob.more >ref.more; "
                        + CHECKPOINT);
        instance(
                writer,
                "flux content load $(cat ref.more) | cmp - blob.more;"
                        + " test $(flux content checkpoint list --no-header | wc -l) -eq 2;"
                        + " test $(flux module stats --parse current_epoch content-sqlite) -eq 2");
    }
}
