package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The kept jobspecs of options are those that flux-core makes today.
@Tag("interop")
class JobspecInteropTest {
    private static final Path KEPT =
            Path.of("../broker/src/test/resources/fluxj/cli/job/jobspecs.txt");

    @TestFactory
    Stream<DynamicTest> fluxMakesTheKeptJobspecs() throws IOException {
        String flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
        List<String> lines = Files.readAllLines(KEPT);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            String options = lines.get(i);
            String kept = lines.get(i + 1);
            // Files would have to be made; where flux lists variables it has their own order.
            if (options.contains("@DIR@") || options.contains("--env=Z") || kept.contains("ZE2")) {
                continue;
            }
            tests.add(DynamicTest.dynamicTest(options, () -> assertSame(flux, options, kept)));
        }
        return tests.stream();
    }

    private static void assertSame(String flux, String options, String kept) {
        CommandLine.Result result =
                CommandLine.of(
                                "sh",
                                "-c",
                                "exec "
                                        + flux
                                        + " run --env=-* --rlimit=-* --cwd=/w --dry-run "
                                        + quoted(options))
                        .with("ZED", "zed")
                        .run();
        if (kept.startsWith("! ")) {
            assertEquals(Integer.parseInt(kept.split(" ", 3)[1]), result.exitCode(), result.all());
        } else {
            assertEquals(kept, result.out().strip(), result.all());
        }
    }

    /// Quotes what a shell would take for something else, outside of quotes.
    private static String quoted(String options) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (char c : options.toCharArray()) {
            if (quote == 0 && "{}[]()|&$*;<>?\\#".indexOf(c) >= 0) {
                out.append('\'').append(c).append('\'');
                continue;
            }
            if (c == '\'' || c == '"') {
                quote = quote == c ? 0 : quote == 0 ? c : quote;
            }
            out.append(c);
        }
        return out.toString();
    }
}
