package fluxj.cli.job;

import fluxj.cli.DryRun;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

/// The options of `run` and the jobspecs that `flux run --dry-run` makes of them, kept in
/// `jobspecs.txt`; errors are in our words.
class JobspecLinesTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("ZED", "zed", "ZE2", "two", "HOME", "/root", "TZ", "UTC");

    @TempDir static Path dir;

    @TestFactory
    Stream<DynamicTest> optionsMakeTheJobspecsOfFlux() throws IOException {
        prepare();
        DryRun dryRun = new DryRun(ENVIRONMENT, dir.toString());
        return dryRun.tests(
                JobspecLinesTest.class,
                "jobspecs.txt",
                options -> dryRun.of(RunCommand.program(), ShellWords.split(options)));
    }

    private static void prepare() throws IOException {
        write(
                "opts.json",
                "{\"a\": [1, 2.50], \"b\": {\"c\": null}}\n".getBytes(StandardCharsets.UTF_8));
        write("data.txt", "hello\nwörld\n".getBytes(StandardCharsets.UTF_8));
        write("binary", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'x'});
        write("empty", new byte[0]);
        write("env.txt", "  FOO=1\nZED\nBAR=$FOO-2\n-Z2\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void write(String name, byte[] content) throws IOException {
        Path file = Files.write(dir.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }
}
