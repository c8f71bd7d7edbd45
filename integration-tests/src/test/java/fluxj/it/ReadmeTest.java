package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// The command blocks of the README and of the pages that it sends people to, typed in on a machine
/// that has nothing of them yet: its folders are new ones and its port is a free one, all else
/// stands as it is printed.
class ReadmeTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> PAGES =
            List.of("README.md", "docs/cray-mpi.md", "docs/rabbits.md");
    private static final int BLOCKS = 7;
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String MARK = "@@@";
    private static final String CHECK = "bin/fluxj rabbit check";
    private static final String KUBECTL = "kubectl";
    private static final String MPICC = "mpicc.mpich";

    /// A command with all its lines, and what it prints.
    private record Step(String command, List<String> output) {}

    @TestFactory
    List<DynamicTest> everyBlockDoesWhatItSays(@TempDir Path folder) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String page : PAGES) {
            for (List<String> block : blocks(Files.readAllLines(TOP.resolve(page)))) {
                tests.add(
                        DynamicTest.dynamicTest(
                                page + ": " + block.getFirst(), () -> check(block, folder)));
            }
        }
        assertEquals(BLOCKS, tests.size(), "blocks with commands");
        return tests;
    }

    private static boolean isThere(String program) {
        return CommandLine.of("sh", "-c", "command -v " + program).run().exitCode() == 0;
    }

    /// Each block that begins with a command, together with the output that follows it in a block
    /// of its own.
    private static List<List<String>> blocks(List<String> lines) {
        List<List<String>> blocks = new ArrayList<>();
        boolean inside = false;
        boolean announced = false;
        int blank = 0;
        for (String line : lines) {
            if (inside && line.isEmpty()) {
                blank++;
                continue;
            }
            boolean code = line.startsWith("    ");
            if (code && !inside && !announced) {
                blocks.add(new ArrayList<>());
            }
            if (code) {
                blocks.getLast().addAll(Collections.nCopies(blank, ""));
                blocks.getLast().add(line.substring(4));
            }
            announced = announced && !code || line.equals("The first prints");
            inside = code;
            blank = 0;
        }
        blocks.removeIf(block -> steps(block).isEmpty());
        return blocks;
    }

    private static List<Step> steps(List<String> block) {
        List<Step> steps = new ArrayList<>();
        String end = "";
        for (String line : block) {
            boolean bare = line.startsWith("bin/fluxj ");
            String last = steps.isEmpty() ? "" : steps.getLast().command();
            if (!end.isEmpty() || last.endsWith("\\")) {
                steps.set(steps.size() - 1, new Step(last + "\n" + line, new ArrayList<>()));
                end = line.equals(end) ? "" : end;
            } else if (line.startsWith("$ ") || bare) {
                steps.add(new Step(bare ? line : line.substring(2), new ArrayList<>()));
                int here = line.indexOf("<<");
                end = here < 0 ? "" : line.substring(here + 2).replace("'", "");
            } else if (!line.startsWith("mvn ") && !steps.isEmpty()) {
                steps.getLast().output().add(line);
            }
        }
        return steps;
    }

    private static void check(List<String> block, Path folder) throws IOException {
        List<Step> steps = steps(block);
        boolean flux = steps.stream().anyMatch(step -> step.command().contains(" flux "));
        assumeFalse(flux && FluxCore.command().isEmpty(), FluxCore.MISSING);
        boolean mpich = steps.stream().anyMatch(step -> step.command().startsWith(MPICC));
        assumeFalse(mpich && !isThere(MPICC), "no " + MPICC + " (Debian's libmpich-dev)");
        boolean kubectl = steps.stream().anyMatch(step -> step.command().startsWith(KUBECTL));
        assumeFalse(kubectl && !isThere(KUBECTL), "no " + KUBECTL + " (kubernetes-client)");
        StringBuilder script = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (Step step : steps) {
            script.append("echo ").append(MARK).append('\n');
            script.append(asFastAsHands(step.command())).append('\n');
            expected.append(MARK).append('\n');
            step.output().forEach(line -> expected.append(line).append('\n'));
        }
        Path file = folder.resolve("script");
        String port = Integer.toString(FreePorts.find(1).getFirst());
        Files.writeString(file, here(script + "wait\n", folder, port));
        // Nobody types as fast as the brokers of the third step start on a busy machine.
        CommandLine.Result result =
                CommandLine.of("bash", "-c", "cd '" + TOP + "' && . '" + file + "' 2>&1")
                        .with("FLUX_LOCAL_CONNECTOR_RETRY_COUNT", "20")
                        .within(LIMIT)
                        .run();
        assertEquals(0, result.exitCode(), result.all());
        if (expected.toString().replace(MARK + "\n", "").isEmpty()) {
            assertFalse(result.out().replace(MARK + "\n", "").isEmpty(), result.all());
            return;
        }
        String host = InetAddress.getLocalHost().getHostName();
        assertEquals(
                timeless(here(expected.toString(), folder, port)),
                timeless(
                        result.out()
                                .replaceAll(
                                        "(?<=[ (])" + Pattern.quote(host) + "(?=[ :),.]|$)",
                                        "vm")));
    }

    /// What differs each time: the moments of events, chance, jobs, and who types.
    private static String timeless(String text) {
        return text.replaceAll("[ƒf](?=\\w*[A-Z1-9])[1-9A-HJ-NP-Za-km-z]{6,12}\\b", "ID")
                .replaceAll("fluxjob-\\d+", "fluxjob-ID")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d [0-9:.]{15}", "DATE")
                .replaceAll("\\b\\d+(\\.\\d+)?[smh]\\b(?!\\w)", "TIME")
                .replaceAll("(?m)^\\d+\\.\\d{6} ", "")
                .replaceAll("PALS_APID=\\d+", "PALS_APID")
                .replaceAll("random_integer=-?\\d+", "random_integer")
                .replaceAll("userid=\\d+", "userid");
    }

    /// Workflows go on while somebody types. A full overlay is not yet a broker in state run, and a
    /// shutdown before that is refused; whoever types it comes later.
    private static String asFastAsHands(String command) {
        if (command.startsWith("bin/fluxj rabbit why") || command.equals(CHECK)) {
            return "sleep 5\n" + command;
        }
        int shutdown = command.indexOf("shutdown");
        return shutdown < 0
                ? command
                : "until "
                        + command.substring(0, shutdown)
                        + "uptime | grep -q ' run '; do sleep 0.1; done\n"
                        + command;
    }

    private static String here(String text, Path folder, String port) {
        return text.replace("/tmp/", folder + "/").replace("8050", port);
    }
}
