package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Idset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is left of jobs when rank 0 is killed and started again on its state directory.
class JobCrashTest {
    private static final int BROKERS = 4;

    private static final String WORDS =
            """
            submit() { fluxj submit --output=/dev/null "$@"; }
            short=exec.test.run_duration=0.001s
            long=exec.test.run_duration=600s
            """;

    /// Jobs in each state, of which the ids are kept; the last thing it does is the kill. A real
    /// job ends with the broker that it ran under, so that nothing outlives the test.
    private static final String BEFORE =
            """
            broker=$(fluxj getattr broker.pid)
            submit --cc=1-10 --wait -S $short true >completed
            submit --cc=1-2 --wait false >failed
            submit --cc=1-3 --urgency=hold true >canceled
            fluxj cancel $(cat canceled)
            submit --wait-event=start -N2 -n2 -x tail --pid=$broker -f /dev/null >running
            submit --wait-event=start -N1 -x -S $long true >>running
            submit --cc=1-3 --urgency=hold true >held
            submit --cc=1-2 --dependency=afterok:$(head -n 1 held) true >dependent
            submit --cc=1-2 --dependency=afterany:$(head -n 1 running) -N1 -x -S $short true >after
            submit -N4 -x true >waiting
            submit --cc=1-10 -N1 -x -S $short true >>waiting
            fluxj pals ports >ports-before
            kill -9 $broker
            """;

    /// The first command already finds every job; the others bring those that can to their end.
    private static final String AFTER =
            """
            fluxj jobs -c 0 -ano '{id} {result}' >found
            fluxj job urgency $(head -n 1 held) default
            fluxj cancel $(tail -n 2 held)
            fluxj queue drain
            new=$(submit --wait-event=start -N2 -n2 -x -S $long true)
            fluxj pals ports >ports-after
            fluxj cancel $new
            fluxj queue drain
            fluxj jobs -c 0 -ano '{id} {result}' >ended
            fluxj jobs -c 0 -no '{id} {ranks} {t_run} {t_cleanup}' --filter=inactive >placed
            fluxj pals ports >ports-free
            fluxj resource list -no '{nnodes}' --states=allocated >allocated
            fluxj kvs namespace list >namespaces
            fluxj kvs ls job-lost+found >lost 2>&1
            true
            """;

    @TempDir Path dir;

    private CommandLine.Result instance(String exitTimeout, String script) throws IOException {
        Path state = Files.createDirectories(dir.resolve("state"));
        return CommandLine.fluxj(
                        "start",
                        "-s",
                        Integer.toString(BROKERS),
                        "--test-exit-timeout=" + exitTimeout,
                        "-Sstatedir=" + state,
                        "sh",
                        "-c",
                        "cd " + dir + "\n" + WORDS + script)
                .run();
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(dir.resolve(file));
    }

    /// The first word of each line, and the second.
    private Map<String, String> results(String file) throws IOException {
        Map<String, String> results = new LinkedHashMap<>();
        for (String line : lines(file)) {
            String[] words = line.split(" ", -1);
            results.put(words[0], words[1]);
        }
        return results;
    }

    private void assertResults(String expected, Map<String, String> results, String file)
            throws IOException {
        List<String> ids = lines(file);
        assertFalse(ids.isEmpty(), file);
        ids.forEach(id -> assertEquals(expected, results.get(id), file + " " + id));
    }

    @Test
    void jobsGoOnWhenRankZeroWasKilled() throws IOException {
        CommandLine.Result killed = instance("0.1s", BEFORE);
        assertEquals(137, killed.exitCode(), killed.all());
        assertTrue(lines("ports-before").getFirst().contains("1 jobs hold ports"), killed.all());

        CommandLine.Result restarted = instance("20s", AFTER);
        assertEquals(0, restarted.exitCode(), restarted.all());
        for (String file : List.of("found", "ended")) {
            Map<String, String> results = results(file);
            assertResults("COMPLETED", results, "completed");
            assertResults("FAILED", results, "failed");
            assertResults("CANCELED", results, "canceled");
            for (String kept : List.of("running", "held", "dependent", "after", "waiting")) {
                lines(kept).forEach(id -> assertTrue(results.containsKey(id), kept + " " + id));
            }
        }
        assertResults("", results("found"), "held");
        Map<String, String> ended = results("ended");
        assertResults("FAILED", ended, "running");
        for (String gone : List.of("dependent", "after", "waiting")) {
            assertResults("COMPLETED", ended, gone);
        }
        assertEquals(
                List.of("COMPLETED", "CANCELED", "CANCELED"),
                lines("held").stream().map(ended::get).toList());
        assertNoNodeTwice();
        assertNothingIsLeft();
    }

    private record Stay(double from, double to, String job) {}

    /// The jobs have their nodes exclusively, but for those that ended before the kill.
    private void assertNoNodeTwice() throws IOException {
        Map<Integer, List<Stay>> nodes = new LinkedHashMap<>();
        List<String> exclusive = new ArrayList<>(lines("running"));
        exclusive.addAll(lines("after"));
        exclusive.addAll(lines("waiting"));
        for (String line : lines("placed")) {
            String[] words = line.split(" ", -1);
            if (exclusive.contains(words[0])) {
                Stay stay =
                        new Stay(
                                Double.parseDouble(words[2]),
                                Double.parseDouble(words[3]),
                                words[0]);
                for (int rank : Idset.parse(words[1]).stream().toArray()) {
                    nodes.computeIfAbsent(rank, _ -> new ArrayList<>()).add(stay);
                }
            }
        }
        assertEquals(BROKERS, nodes.size());
        nodes.forEach(
                (rank, stays) -> {
                    stays.sort(Comparator.comparingDouble(Stay::from));
                    for (int i = 1; i < stays.size(); i++) {
                        Stay one = stays.get(i - 1);
                        Stay other = stays.get(i);
                        assertTrue(
                                one.to() <= other.from(), () -> rank + ": " + one + ", " + other);
                    }
                });
    }

    private void assertNothingIsLeft() throws IOException {
        assertTrue(lines("ports-after").getFirst().contains("1 jobs hold ports"));
        assertTrue(lines("ports-free").getFirst().contains("1000 of 1000 ports free"));
        assertEquals(List.of("0"), lines("allocated"));
        assertEquals(2, lines("namespaces").size(), "the header and primary");
        assertTrue(lines("lost").getFirst().endsWith("No such file or directory"));
    }
}
