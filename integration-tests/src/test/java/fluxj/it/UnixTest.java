package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Where a JVM meets Unix: locales and bytes, closed streams, removed folders, limits, modes.
class UnixTest {
    private @TempDir Path folder;

    private CommandLine.Result shell(String script) {
        return CommandLine.of("sh", "-c", script)
                .with("FLUXJ", CommandLine.BIN.resolve("fluxj").toString())
                .with("TOP", folder.toString())
                .with("TMPDIR", folder.toString())
                .run();
    }

    @Test
    void namesArgumentsAndValuesAreKeptWithoutALocale() {
        CommandLine.Result result =
                shell(
                        """
                        export LC_ALL=C; unset LANG
                        mkdir "$TOP/é"; cd "$TOP/é"
                        odd=$(printf 'x\\377') exec "$FLUXJ" start -Sstatedir="$TOP/é" sh -c '
                            echo $LC_ALL
                            fluxj kvs put m=é "b=$odd"; fluxj kvs get m; fluxj kvs get b | od -An -tx1
                            unset odd; fluxj exec -r 0 sh -c "pwd; echo \\$0 \\$LC_ALL" é
                            printf "%s" "$0" | od -An -tx1' "$odd$(printf '\\376')"
                        """);
        assertEquals(0, result.exitCode(), result.all());
        assertEquals(
                List.of("C", "é", " 78 ff 0a", folder + "/é", "é C", " fe"),
                result.out().lines().toList(),
                result.all());
        assertEquals("", result.err());
        assertTrue(Files.exists(folder.resolve("é/content.sqlite")));
    }

    @Test
    void closedStreamsAndRemovedFoldersAreErrorsOfTheCommandsThatNeedThem() {
        CommandLine.Result result =
                shell(
                        """
                        exec "$FLUXJ" start sh -c '
                            fluxj kvs put --raw k=- <&-; echo $?
                            fluxj exec -r 0 wc -c <&-
                            mkdir "$TOP/gone"; cd "$TOP/gone"; rmdir "$TOP/gone"
                            fluxj getattr size
                            fluxj exec -r 0 pwd; echo $?
                            fluxj exec -r 0 -d /tmp pwd
                            fluxj dump x.tar; echo $?
                            fluxj start true; echo $?'
                        """);
        assertEquals(List.of("1", "0", "1", "1", "/tmp", "1", "1"), result.out().lines().toList());
        assertEquals(
                List.of(
                        "fluxj kvs: stdin: Bad file descriptor",
                        "fluxj exec: get_current_dir_name: No such file or directory",
                        "fluxj dump: Failed to open 'x.tar'",
                        "fluxj start: Unable to get current working directory: No such file or"
                                + " directory"),
                // A shell has words of its own for where it is.
                result.err().lines().filter(line -> line.startsWith("fluxj")).toList());
    }

    @Test
    void anInstanceFitsIntoTwoGigabytesOfAddresses() {
        CommandLine.Result result =
                shell("ulimit -v 2000000; exec \"$FLUXJ\" start -s 2 fluxj getattr size");
        assertEquals("2\n", result.out(), result.all());
        assertEquals(0, result.exitCode());
    }

    @Test
    void quitEndsAnInstanceAndAnExec() {
        CommandLine.Result result =
                shell(
                        """
                        ulimit -c 0
                        "$FLUXJ" start sh -c '
                            fluxj exec -r 0 sh -c "touch $TOP/up; exec sleep 50" &
                            while ! [ -e "$TOP/up" ]; do sleep 0.1; done
                            kill -QUIT $!; wait $!; echo $?
                            kill -QUIT $(fluxj getattr broker.pid); exec sleep 50'
                        echo $?
                        """);
        assertEquals("131\n129\n", result.out(), result.all());
        assertTrue(!result.all().contains("thread dump"), result.all());
    }

    @Test
    void filesAreTheOwnersAloneAndACrashIsReportedInTheRundir() throws IOException {
        CommandLine.Result result =
                shell(
                        """
                        umask 0; ulimit -c 0; mkdir "$TOP/run" "$TOP/state"; cd "$TOP"
                        exec "$FLUXJ" start -Srundir="$TOP/run" -Sstatedir="$TOP/state" sh -c '
                            fluxj kvs put --sync a=1; kill -SEGV $(fluxj getattr broker.pid); sleep 3'
                        """);
        assertEquals(134, result.exitCode(), result.all());
        for (String file : List.of("run/crash-0.log", "state/content.sqlite")) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve(file))),
                    file);
        }
        assertTrue(Files.readString(folder.resolve("run/crash-0.log")).contains("SIGSEGV"));
        try (var left = Files.list(folder)) {
            assertEquals(0, left.filter(file -> file.toString().contains("hs_err")).count());
        }
    }
}
