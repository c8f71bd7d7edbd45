package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// The prolog and epilog scripts of nodes with rabbits (spec coral2 4.13), with stand-ins for what
/// they call: each writes down its words, and `fluxj` answers what the test has it say.
class RabbitScriptsTest {
    private static final Path SCRIPTS = Path.of("../dist/src/libexec").toAbsolutePath().normalize();
    private static final String PROLOG = "prolog.d/zstop_nnf_clientmount.sh";
    private static final String EPILOG = "epilog.d/start_nnf_clientmount.sh";

    private static final String RABBIT_JOB =
            "{\"attributes\":{\"system\":{\"dw\":\"#DW jobdw type=xfs\\n\"}}}";
    private static final String OTHER_JOB =
            "{\"attributes\":{\"system\":{\"environment\":{\"A\":\"\\\"dw\\\": 1\"}}}}";

    @TempDir Path folder;

    @BeforeEach
    void makeStandIns() throws IOException {
        standIn("systemctl", "");
        standIn(
                "fluxj",
                """
                case "$*" in
                  getrabbit) echo 'rabbit[1-2]'; exit "${GETRABBIT:-0}" ;;
                  'job info '*) printf '%s' "$JOBSPEC"; exit "${INFO:-0}" ;;
                  'config get --default='*) echo "${TIMEOUT:-1800}" ;;
                  'job wait-event '*) exit "${WAIT:-0}" ;;
                esac
                """);
    }

    private void standIn(String name, String rest) throws IOException {
        Path program =
                Files.writeString(
                        folder.resolve(name),
                        "#!/bin/sh\necho \"" + name + " $*\" >>\"$CALLS\"\n" + rest);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private CommandLine script(String name) {
        return CommandLine.of(SCRIPTS.resolve(name).toString())
                .with("PATH", folder + ":/usr/bin:/bin")
                .with("CALLS", folder.resolve("calls").toString())
                .with("FLUX_JOB_ID", "123");
    }

    private List<String> calls() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("calls"))) {
            return lines.toList();
        }
    }

    private void assertRuns(CommandLine script, String... calls) throws IOException {
        CommandLine.Result result = script.run();
        assertEquals(0, result.exitCode(), result::all);
        assertEquals("", result.out() + result.err());
        assertEquals(List.of(calls), calls());
    }

    private static void assumeJq() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "no jq: the prolog needs it");
    }

    @Test
    void theDaemonStopsAtOnceForAJobWithoutStorage() throws IOException {
        assumeJq();
        assertRuns(
                script(PROLOG).with("JOBSPEC", OTHER_JOB),
                "fluxj getrabbit",
                "fluxj job info 123 jobspec",
                "systemctl stop nnf-clientmount");
    }

    @Test
    void itStopsWhenTheMountsOfAJobAreThere() throws IOException {
        assumeJq();
        assertRuns(
                script(PROLOG).with("JOBSPEC", RABBIT_JOB).with("TIMEOUT", "10m"),
                "fluxj getrabbit",
                "fluxj job info 123 jobspec",
                "systemctl start nnf-clientmount",
                "fluxj config get --default=1800 rabbit.prolog_timeout",
                "fluxj job wait-event -q -t10m 123 dws_environment",
                "systemctl stop nnf-clientmount");
    }

    @Test
    void aJobWhoseMountsDoNotComeInTimeIsTold() throws IOException {
        assumeJq();
        assertRuns(
                script(PROLOG).with("JOBSPEC", RABBIT_JOB).with("WAIT", "1"),
                "fluxj getrabbit",
                "fluxj job info 123 jobspec",
                "systemctl start nnf-clientmount",
                "fluxj config get --default=1800 rabbit.prolog_timeout",
                "fluxj job wait-event -q -t1800 123 dws_environment",
                "fluxj job raise -t prolog-timeout 123 dws_environment timeout",
                "systemctl stop nnf-clientmount");
    }

    @Test
    void aJobThatCannotBeReadFailsAndTheDaemonGoesOn() throws IOException {
        CommandLine.Result result = script(PROLOG).with("INFO", "1").run();
        assertEquals(1, result.exitCode(), result::all);
        assertEquals(List.of("fluxj getrabbit", "fluxj job info 123 jobspec"), calls());
    }

    @Test
    void aPrologOfNoJobFails() {
        CommandLine.Result result = script(PROLOG).with("FLUX_JOB_ID", "").run();
        assertTrue(result.exitCode() != 0, result::all);
        assertTrue(result.err().contains("FLUX_JOB_ID"), result::all);
    }

    @Test
    void theDaemonStartsWhenAJobEnds() throws IOException {
        assertRuns(script(EPILOG), "fluxj getrabbit", "systemctl start nnf-clientmount");
    }

    @Test
    void nothingIsDoneWhereThereAreNoRabbits() throws IOException {
        assertRuns(script(PROLOG).with("GETRABBIT", "1"), "fluxj getrabbit");
        Files.delete(folder.resolve("calls"));
        assertRuns(script(EPILOG).with("GETRABBIT", "1"), "fluxj getrabbit");
    }
}
