package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Jobs that ask for what is not there, and tasks that behave badly, in both homes of our shell:
/// the exception says what failed where, and nothing is left on the node.
class BadJobsTest {
    /// Lines of the script's output before the exceptions.
    private static final int EVENTS = 19;

    private static final String SCRIPT =
            """
            cd $FLUXJ_TEST_DIR
            does() { name=$1; shift; fluxj run $at --job-name=$name "$@" 2>err.$name; echo $name $?; }
            printf '#!/no/such/interpreter\\n' >script; chmod +x script
            does interpreter ./script
            does directory --cwd=$PWD/nosuch pwd
            sed -n 's/.*ERROR: host .*: Could/Could/p' err.directory
            does unknown -o nosuch=1 true
            does option -o signal=x true
            does output --output=$PWD/nosuch/out true
            does full --output=/dev/full sh -c 'yes | head -c 100000'
            does input --input=$PWD/nosuch true
            head -c 12000000 /dev/zero | does stdin wc -c
            does leaves -o pmi=off sh -c 'setsid sh -c "sleep 600 & sleep 601" >&- 2>&- <&- & exit 0'
            does closes sh -c 'exec 0<&- 1>&- 2>&-; sleep 0.1; exit 3'
            does garbage sh -c 'echo "rubbish = ;;" >&$PMI_FD; read -r x <&$PMI_FD; exit 5'
            does barrier -n2 -o exit-timeout=1s sh -c \
                'ask() { echo "$1" >&$PMI_FD; read -r answer <&$PMI_FD; }
                ask "cmd=init pmi_version=1 pmi_subversion=1"
                test $PMI_RANK = 1 || ask "cmd=barrier_in"'
            grep -c 'rank 1 has left PMI without entering' err.barrier
            cancels() {
                id=$(fluxj submit $at --job-name=$1 sh -c "$2")
                fluxj job wait-event -t 60 -p guest.exec.eventlog $id shell.start >/dev/null
                fluxj cancel $id
                fluxj job wait-event -t 60 $id clean >/dev/null && echo $1 cancelled
            }
            cancels ignores 'trap "" TERM; while :; do sleep 0.1; done'
            cancels holds 'setsid sleep 600 & exit 0'
            fluxj run $at -N2 -n4 -o exit-timeout=none sh -c 'yes | head -c 200000' | wc -c >flood &
            fluxj ping --count=2 --interval=0.1 1 >/dev/null && echo answers
            wait; cat flood
            fluxj jobs -ac0 -no '{name} {exception.note}' >notes
            for name in interpreter option output full input stdin garbage barrier; do grep "^$name " notes; done
            """;

    private static Map<String, String> byFirstWord(List<String> lines) {
        Map<String, String> map = new LinkedHashMap<>();
        lines.forEach(
                line -> map.put(line.split(" ", 2)[0], line.substring(line.indexOf(' ') + 1)));
        return map;
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker", "process"})
    void theExceptionSaysWhatIsWrongAndNothingIsLeft(String home) {
        CommandLine.Result result =
                JobInstance.of(2)
                        .option("--conf=exec.kill-timeout=\"0.2s\"")
                        .within(Duration.ofMinutes(10))
                        .run("at=-oshell.home=" + home + "\n" + SCRIPT);
        List<String> lines = result.out().lines().toList();
        List<String> said =
                lines.stream().map(line -> line.replaceAll("/tmp/fj\\d+/", "")).toList();
        assertEquals(
                List.of(
                        "interpreter 127",
                        "/tmp",
                        "directory 0",
                        "Could not change dir to nosuch: No such file or directory. Going to /tmp"
                                + " instead",
                        "unknown 0",
                        "option 1",
                        "output 1",
                        "full 1",
                        "input 1",
                        "stdin 1",
                        "leaves 0",
                        "closes 3",
                        "garbage 1",
                        "barrier 1",
                        "1",
                        "ignores cancelled",
                        "holds cancelled",
                        "answers",
                        "800000"),
                said.subList(0, Math.min(EVENTS, said.size())),
                result.all());
        Map<String, String> notes = byFirstWord(said.subList(EVENTS, said.size()));
        assertHas(notes, "interpreter", "interpreter of this script: /no/such/interpreter");
        assertHas(notes, "option", "'signal': invalid shell option signal: Expected object");
        assertHas(notes, "output", "error opening output file 'nosuch/out': No such file");
        assertHas(notes, "full", "error writing output file '/dev/full' on ");
        assertHas(notes, "input", "error opening input file 'nosuch': No such file");
        assertHas(notes, "garbage", "PMI-1 wire protocol error: task 0 (host ");
        assertHas(notes, "barrier", "and exit-timeout=1s has expired");
        assertHas(notes, "stdin", "stdin exceeds 10M limit. Try file input");
    }

    private static void assertHas(Map<String, String> notes, String job, String text) {
        assertTrue(notes.getOrDefault(job, "").contains(text), () -> job + ": " + notes);
    }
}
