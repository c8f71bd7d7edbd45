package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PMI as the tasks of jobs see it, and brokers that are such tasks.
class PmiTest {
    private static final String ASK =
            """
            ask() { echo "$1" >&$PMI_FD; read -r answer <&$PMI_FD; }
            ask 'cmd=init pmi_version=1 pmi_subversion=1'
            """;

    private static CommandLine.Result instance(int size, String script) {
        return JobInstance.of(size).run(script);
    }

    @Test
    void allTasksGetWhatEachHasPut() {
        CommandLine.Result result =
                instance(
                        3,
                        """
                        fluxj run -N3 -n6 fluxj pmi exchange --count=2
                        fluxj run -N2 -n2 --label-io fluxj pmi get --ranks=all flux.taskmap | sort
                        fluxj run -n2 fluxj pmi barrier
                        fluxj run fluxj pmi get nosuch; echo $?
                        fluxj run -o pmi=off fluxj pmi --method=simple barrier; echo $?
                        """);
        assertTrue(
                result.out()
                        .replaceAll("in \\d+\\.\\d{3}s", "in T")
                        .replaceAll("ƒ\\w+", "ID")
                        .equals(
                                """
                                ID: completed pmi exchange on 6 tasks in T.
                                ID: completed pmi exchange on 6 tasks in T.
                                0: {"version":1,"map":[[0,2,1,1]]}
                                1: {"version":1,"map":[[0,2,1,1]]}
                                ID: completed pmi barrier on 2 tasks
                                1
                                1
                                """),
                result.all());
        assertTrue(result.err().contains("get nosuch: invalid key argument"), result.all());
        assertTrue(result.err().contains("PMI_FD not found in environ"), result.all());
    }

    @Test
    void timeIsLimitedWhenAnotherDoesNotCome() {
        CommandLine.Result result =
                instance(
                        1,
                        """
                        fluxj run -n2 sh -c \
                            'test $PMI_RANK = 1 || fluxj pmi --timeout=0.5s barrier'
                        echo $?
                        """);
        assertEquals("1\n", result.out(), result.all());
        assertTrue(
                result.err().contains("timeout expired before PMI operation completed"),
                result.all());
    }

    @Test
    void brokersAreTasksThreeLevelsDeep() {
        CommandLine.Result result =
                instance(
                        2,
                        "fluxj run -N2 -n2 fluxj start"
                                + " fluxj run -N2 -n2 fluxj start"
                                + " sh -c 'fluxj getattr instance-level; fluxj getattr size;"
                                + " fluxj getattr broker.boot-method;"
                                + " fluxj getattr broker.mapping'");
        assertEquals("2\n2\nsimple\n[[0,2,1,1]]\n", result.out(), result.all());
        assertEquals(0, result.exitCode(), result.all());
    }

    /// What a task does to its server, how the job ends, and what its exception says.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "echo GET / HTTP/1.1 >&$PMI_FD; sleep 100 | 1 | PMI-1 wire protocol error: task 1"
                        + " (host HOST): not a PMI command: GET / HTTP/1.1",
                "head -c 10000000 /dev/zero >&$PMI_FD; sleep 100 | 1 | PMI-1 wire protocol error:"
                        + " task 1 (host HOST): a line of more than 32768 bytes",
                "printf 'cmd=abort error_msg=%020000d\\n' 7 >&$PMI_FD; sleep 100 | 143 |"
                        + " PMI_Abort: 00000",
                "while echo cmd=get_maxes; do :; done >&$PMI_FD | 1 | PMI-1 wire protocol error:"
                        + " task 1 (host HOST): it asks and does not read the answers",
                "exit 0 | 1 | bash: task rank 1 on host HOST exited (Exit 0) and exit-timeout=1s has"
                        + " expired",
            })
    void aTaskThatMisbehavesEndsItsJobAndNothingOfItIsLeft(
            String misdeed, int exitCode, String note) {
        String job =
                ASK + "if test $PMI_RANK = 1; then " + misdeed + "; else ask cmd=barrier_in; fi\n";
        CommandLine.Result result =
                instance(
                        1,
                        """
                        look() {
                            pid=$(fluxj getattr broker.pid)
                            ls /proc/$pid/fd | wc -l
                            cat /proc/$pid/task/*/children | wc -w
                        }
                        fluxj run -n2 fluxj pmi barrier >/dev/null
                        before=$(look)
                        export job=$(cat <<'EOF'
                        JOB
                        EOF
                        )
                        fluxj run -n2 -o exit-timeout=1s bash -c "$job"
                        echo $?
                        test "$before" = "$(look)" || echo "before $before, after $(look)"
                        fluxj run -n2 fluxj pmi barrier >/dev/null; echo $?
                        hostname >&2
                        """
                                .replace("JOB", job));
        assertEquals(exitCode + "\n0\n", result.out(), result.all());
        String host = result.err().strip().lines().reduce("", (_, line) -> line);
        assertTrue(result.err().contains(note.replace("HOST", host)), result.all());
    }

    @Test
    void aTaskNeedNotSayGoodBye() {
        CommandLine.Result result =
                instance(1, "fluxj run -n2 bash -c '" + ASK.replace("'", "\"") + "'; echo $?");
        assertEquals("0\n", result.out(), result.all());
        assertEquals("", result.err(), result.all());
    }

    @Test
    void fluxCoresBrokersMeetUnderOurRun() {
        String flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        CommandLine.Result result =
                instance(
                        2,
                        "fluxj run -N2 -n2 %s start sh -c 'flux getattr instance-level; flux run -N2 -n2 flux getattr size'"
                                .formatted(flux));
        assertEquals("1\n2\n2\n", result.out(), result.all());
    }

    @Test
    void ourBrokersMeetUnderFluxRun() {
        String flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        CommandLine.Result result =
                CommandLine.of(
                                flux,
                                "start",
                                "-s",
                                "2",
                                "flux",
                                "run",
                                "-N2",
                                "-n2",
                                CommandLine.BIN.resolve("fluxj").toString(),
                                "start",
                                "sh",
                                "-c",
                                "fluxj getattr instance-level; fluxj run -N2 -n2 fluxj getattr"
                                        + " size")
                        .run();
        assertEquals("1\n2\n2\n", result.out(), result.all());
    }
}
