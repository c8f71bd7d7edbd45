package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Instances that are jobs: by `run fluxj start`, `batch` and `alloc`, and the ways to them.
class NestedInstanceTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static CommandLine.Result start(int size, Path program) {
        return JobInstance.of(size).within(LIMIT).run("sh " + program);
    }

    @Test
    void threeLevelsKnowWhereTheyAre(@TempDir Path folder) throws IOException {
        Path inner =
                Files.writeString(
                        folder.resolve("inner"),
                        """
                        echo level $(fluxj getattr instance-level) size $(fluxj getattr size)
                        test "$(fluxj getattr jobid-path)" = "/$1/$(fluxj getattr jobid)" && echo path
                        test "$(fluxj uri /)" = "$2" && echo root
                        test "$(fluxj --parent --parent getattr local-uri)" = "$2" && echo parents
                        test "$(fluxj uri ..)" = "$(fluxj getattr parent-uri)" && echo above
                        fluxj run sh -c 'echo $FLUX_JOB_NNODES'
                        """);
        Path program =
                Files.writeString(
                        folder.resolve("program"),
                        """
                        fluxj getattr instance-level
                        fluxj run fluxj start sh -c '
                            fluxj run fluxj start sh %s $(fluxj getattr jobid) '$FLUX_URI
                        """
                                .formatted(inner));
        CommandLine.Result result = start(1, program);
        assertEquals(
                "0\nlevel 2 size 1\npath\nroot\nparents\nabove\n1\n", result.out(), result.all());
        assertEquals(0, result.exitCode(), result.all());
    }

    @Test
    void aScriptWithDirectivesRunsInAnInstanceOfItsOwn(@TempDir Path folder) throws IOException {
        Path script =
                Files.writeString(
                        folder.resolve("job.sh"),
                        """
                        #!/bin/sh
                        # flux: -N2 --job-name=directed
                        # flux: --output=%s/out.txt -t 2h
                        # flux: --conf='resource.exclude="0"'
                        echo $(fluxj getattr size) $1 $(fluxj resource list -s free -no '{nnodes}')
                        fluxj run -n1 fluxj getattr rank
                        fluxj config get resource.exclude
                        fluxj job timeleft | awk '{print ($1 > 3600)}'
                        case $0 in */jobtmp-*/script) echo script;; esac
                        """
                                .formatted(folder));
        Path program =
                Files.writeString(
                        folder.resolve("program"),
                        """
                        id=$(fluxj batch --time-limit=3h %s word)
                        fluxj job attach $id
                        echo $? $(fluxj jobs -no '{name} {nnodes} {duration}' $id)
                        fluxj jobs -no '{uri}' $id | grep -c ^ssh://
                        cat %s/out.txt
                        """
                                .formatted(script, folder));
        CommandLine.Result result = start(2, program);
        assertEquals(
                "0 directed 2 10800.0\n1\n2 word 1\n1\n0\n1\nscript\n", result.out(), result.all());
    }

    @Test
    void anAllocationInTheBackgroundIsReachedByItsJob(@TempDir Path folder) throws IOException {
        Path program =
                Files.writeString(
                        folder.resolve("program"),
                        """
                        export FLUX_URI_RESOLVE_LOCAL=t
                        id=$(fluxj alloc -N1 --bg --dump=%1$s/dump.tgz)
                        fluxj proxy $id 'fluxj getattr jobid; fluxj kvs put a=1' | sed "s/$id/same/"
                        test $(fluxj uri $id) = $(fluxj uri --wait jobid:$id) && echo uri
                        fluxj proxy $id fluxj run fluxj start fluxj getattr instance-level
                        fluxj proxy $id fluxj shutdown
                        fluxj job wait-event -t 60 $id clean >/dev/null
                        fluxj uri $id 2>&1 | sed "s/$id/ID/"
                        fluxj alloc -N1 --bg --broker-opts=--xx 2>%1$s/err; echo $?
                        grep -c 'unexpectedly exited' %1$s/err
                        fluxj alloc -N1 --broker-opts=-Scontent.restore=%1$s/dump.tgz fluxj kvs get a
                        """
                                .formatted(folder));
        CommandLine.Result result = start(1, program);
        assertEquals(
                List.of(
                        "same",
                        "uri",
                        "2",
                        "fluxj uri: ERROR: jobid ID is not running",
                        "1",
                        "1",
                        "1"),
                result.out().lines().toList(),
                result.all());
    }

    /// A node that dies takes its brokers of both instances with it.
    @Test
    void anInstanceWhoseFirstNodeDiesEndsAndOthersGoOn(@TempDir Path folder) throws IOException {
        Path program =
                Files.writeString(
                        folder.resolve("program"),
                        """
                        export FLUX_URI_RESOLVE_LOCAL=t
                        id=$(fluxj submit --requires=rank:1-2 -N2 -n2 \
                            fluxj start sh -c 'while [ -d /proc/$PPID ]; do sleep 0.2; done')
                        fluxj uri --wait $id >/dev/null
                        other=$(fluxj submit --requires=rank:0 -n1 \
                            sh -c 'until [ -e %1$s/go ]; do sleep 0.1; done')
                        kill -9 $(fluxj exec -r 1 fluxj getattr broker.pid) \
                            $(fluxj proxy $id fluxj getattr broker.pid)
                        fluxj job wait-event -t 60 $id clean >/dev/null && echo clean
                        fluxj jobs -no '{result} {exception.type} {exception.note}' $id
                        touch %1$s/go
                        fluxj job attach $other && echo other went on
                        fluxj run --requires=rank:2 echo and node 2 is free
                        """
                                .formatted(folder));
        CommandLine.Result result =
                CommandLine.fluxj(
                                "start",
                                "-s3",
                                "--test-exit-timeout=300s",
                                "sh",
                                program.toString())
                        .with("TMPDIR", folder.toString())
                        .within(LIMIT)
                        .run();
        assertEquals(
                List.of(
                        "clean",
                        "FAILED exec node failure on HOST (rank 1)",
                        "other went on",
                        "and node 2 is free"),
                result.out()
                        .lines()
                        .map(line -> line.replaceAll("on \\S+ \\(rank", "on HOST (rank"))
                        .toList(),
                result.all());
    }

    @Test
    void whatCannotRunSaysWhy(@TempDir Path folder) throws IOException {
        Path program =
                Files.writeString(
                        folder.resolve("program"),
                        """
                        cd %s
                        printf '#!/no/such/interpreter\\n' >missing
                        printf '#!/bin/sh\\nexit 7\\n' >seven
                        id=$(fluxj batch -n1 --output=kvs missing)
                        fluxj job attach $id; echo $?
                        id=$(fluxj batch -n1 --output=kvs seven)
                        fluxj job attach $id; echo $?
                        fluxj jobs -ano '{state} {result}'
                        """
                                .formatted(folder));
        CommandLine.Result result = start(1, program);
        assertTrue(result.err().contains("No such file or directory"), result.all());
        assertEquals(
                List.of("127", "7", "INACTIVE FAILED", "INACTIVE FAILED"),
                result.out().lines().toList(),
                result.all());
    }
}
