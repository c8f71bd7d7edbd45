package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A process that a task left behind is ended, and what runs for the job after it lives on.
class LeftProcessTest {
    /// It ends some time after what the task has left; there are hosts where nobody waits for that.
    private static final String COMMAND =
            """
            echo begins >>$DIR/log
            while grep -q FLUX /proc/$(cat $DIR/left)/environ 2>$DIR/err; do sleep 0.05; done
            sleep 1.5
            echo ends >>$DIR/log
            """;

    private static final String SCRIPT =
            """
            fluxj run -o shell.home=%s -o pmi=off sh -c \\
                'setsid sleep 600 >&- 2>&- <&- & echo $! >$DIR/left'
            fluxj job wait-event -t 60 $(fluxj job last) clean >$DIR/clean
            until test -z "$(fluxj housekeeping list -n)"; do sleep 0.05; done
            cat $DIR/log
            """;

    @TempDir Path dir;

    @ParameterizedTest
    @CsvSource({
        "broker, epilog, ''",
        "broker, housekeeping, ''",
        "process, housekeeping, release-after = \"0s\""
    })
    void itIsEndedAloneWhenItsJobHasEnded(String home, String table, String more)
            throws IOException {
        Files.writeString(dir.resolve("command"), COMMAND);
        Path conf = Files.createDirectories(dir.resolve("conf"));
        Files.writeString(
                conf.resolve("job-manager.toml"),
                """
                [job-manager]
                plugins = [ { load = "perilog.so" } ]
                [job-manager.%s]
                command = ["sh", "%s/command"]
                %s
                """
                        .formatted(table, dir, more));
        CommandLine.Result result =
                JobInstance.of(1)
                        .option("-c" + conf)
                        .with("DIR", dir.toString())
                        .run(SCRIPT.formatted(home));
        assertEquals(0, result.exitCode(), result.all());
        assertEquals(List.of("begins", "ends"), result.out().lines().toList(), result.all());
    }
}
