package fluxj.cli.batch;

import fluxj.cli.DryRun;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The options of `batch` and `alloc` and the jobspecs that `flux batch --dry-run` and `flux alloc
/// --dry-run` make of them, kept in `instances.txt`. The program is `fluxj` where theirs is `flux`,
/// and reasons that Python has in words of its own are in ours.
class InstanceLinesTest {
    @TestFactory
    Stream<DynamicTest> optionsMakeTheJobspecsOfFlux() throws IOException, URISyntaxException {
        URL scripts = InstanceLinesTest.class.getResource("scripts");
        String dir = Path.of(scripts.toURI()).toString();
        DryRun dryRun =
                new DryRun(
                        Map.of("HOME", "/root", "TZ", "UTC", "XDG_CONFIG_HOME", dir + "/cfg"), dir);
        return dryRun.tests(
                InstanceLinesTest.class,
                "instances.txt",
                line -> {
                    List<String> given = ShellLexer.split(line.replace(";", "\\;"));
                    boolean batch = given.getFirst().equals("batch");
                    return dryRun.of(
                            batch ? BatchCommand.program() : AllocCommand.program(),
                            given.subList(1, given.size()));
                });
    }
}
