package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// `fluxj proxy`, `relay`, `env` and `uri`, and URIs of other hosts, which a script stands in for.
class ProxyTest {
    private static final String SSH = "#!/bin/sh\nshift\nexec \"$@\"\n";

    private static final String PROGRAM =
            """
            path=${FLUX_URI#local://}
            fluxj uri pid:$$ | sed "s#$FLUX_URI#uri#"
            fluxj env sh -c 'echo $FLUX_URI' | sed "s#$FLUX_URI#uri#"
            export FLUX_SSH=$1 FLUX_SSH_RCMD=$(command -v fluxj)
            FLUX_URI=ssh://host$path fluxj getattr size
            fluxj proxy ssh://me@host$path 'fluxj exec -r 0 echo $FLUX_PROXY_REMOTE; exit 3'
            echo $?
            fluxj proxy $FLUX_URI fluxj getattr rank
            FLUX_URI=ssh://host/nonexistent fluxj getattr size 2>/dev/null
            echo $?
            """;

    private static final String RESTART =
            """
            cd $1 && mkfifo up stop did again && mkdir rd st
            broker() {
                fluxj start -S rundir=$PWD/rd -S statedir=$PWD/st sh -c 'echo > up; read x < stop' &
            }
            broker; first=$!
            read x < up
            fluxj proxy --reconnect local://$PWD/rd/local-0 sh -c '
                fluxj getattr rank; echo > did; read x < again; fluxj getattr size; exit 3' 2>err &
            proxy=$!
            read x < did
            echo > stop; wait $first
            broker
            read x < up
            until grep -q reconnected err; do sleep 0.1; done
            echo > again
            wait $proxy; echo $?
            echo > stop; wait
            """;

    @Test
    void aProxyGoesOnWithABrokerThatComesBack(@TempDir Path folder) {
        CommandLine.Result result =
                CommandLine.of("sh", "-c", RESTART, "sh", folder.toString())
                        .with("PATH", CommandLine.BIN + ":" + System.getenv("PATH"))
                        .run();
        assertEquals("0\n1\n3\n", result.out(), result.all());
    }

    @Test
    void aBrokerIsReachedThroughARelayAndAProxy(@TempDir Path folder) throws IOException {
        Path ssh = Files.writeString(folder.resolve("ssh"), SSH);
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
        Path program = Files.writeString(folder.resolve("program"), PROGRAM);
        CommandLine.Result result =
                CommandLine.fluxj("start", "sh", program.toString(), ssh.toString()).run();
        assertEquals("uri\nuri\n1\nme@host\n3\n0\n1\n", result.out(), result.all());
        assertEquals(0, result.exitCode(), result.all());
    }
}
