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
import java.util.ArrayList;
import java.util.List;

/// A script that looks at what it was given runs as a task of flux-core's shell on flux-core's
/// broker, and of each home of ours: it must find the same (spec services 15.4).
@Tag("interop")
class ShellHomesInteropTest {
    /// Numbers that differ from job to job are left out, the descriptor of PMI among them.
    private static final String PROBE =
            """
            env -0 | tr '\\n' ' ' | tr '\\0' '\\n' | cut -d= -f1 | grep -v PREPEND | sort
            env | grep -E '^FLUX_(JOB_SIZE|JOB_NNODES|TASK_RANK|TASK_LOCAL_ID|TERMINUS_SESSION)' | sort
            env | grep -E '^(PMI_RANK|PMI_SIZE|CUDA_)' | sort
            for fd in 0 1 2; do readlink /proc/$$/fd/$fd | cut -d: -f1; done
            test -S /proc/$$/fd/$PMI_FD && echo pmi
            cat /proc/$$/limits
            id; umask; pwd; echo "$@"
            test $(ps -o pgid= -p $$) -eq $$ && echo leads its group
            test $(ps -o sid= -p $$) -eq $$ || echo no session
            grep -E '^(Sig[BIC]|Cpus_allowed_list|NoNewPrivs)' /proc/$$/status
            ps -o ni= -p $$; cat /proc/$$/oom_score_adj
            ls -ld "$FLUX_JOB_TMPDIR" | cut -c1-10
            exit 7
            """;

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir static Path dir;

    private static String flux = "";
    private static List<String> expected = List.of();

    @BeforeAll
    static void askFluxCore() throws IOException {
        flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        Files.writeString(dir.resolve("probe.sh"), PROBE);
        expected = found(instance(""));
    }

    /// What the script found, and how the job ended.
    private static List<String> found(CommandLine command) {
        CommandLine.Result result = command.within(LIMIT).run();
        assertEquals(7, result.exitCode(), result.all());
        assertFalse(result.out().isEmpty(), result.all());
        return new ArrayList<>(result.out().lines().toList());
    }

    private static CommandLine instance(String option) {
        return CommandLine.of(
                flux,
                "start",
                "sh",
                "-c",
                "flux run --cwd=/tmp " + option + " bash " + dir.resolve("probe.sh") + " a 'b  c'");
    }

    private static CommandLine ours(String option) {
        return instance(option).with("FLUX_EXEC_PATH_PREPEND", CommandLine.BIN.toString());
    }

    @Test
    void aTaskOfABrokersShellFindsTheSame() {
        assertEquals(expected, found(ours("-o shell.home=broker")));
    }

    @Test
    void aTaskOfAShellInAProcessFindsTheSame() {
        assertEquals(expected, found(ours("-o shell.home=process")));
    }

    @Test
    void aTaskOfFluxCoresShellFindsTheSameOnOurBroker() {
        assertEquals(expected, found(ours("")));
    }
}
