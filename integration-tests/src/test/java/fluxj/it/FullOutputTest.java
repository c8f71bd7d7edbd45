package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/// Output that goes where there is no room: never a success.
class FullOutputTest {
    private static CommandLine.Result instance(String script) {
        return JobInstance.of(1).run(script);
    }

    @Test
    void aDeviceThatIsFullMakesCommandsFail() {
        CommandLine.Result result =
                instance(
                        """
                        fluxj kvs put a=1
                        blob=$(echo foo | fluxj content store)
                        fail() { "$@" >/dev/full && echo "took it: $*"; }
                        fail fluxj kvs get a
                        fail fluxj kvs get -r a
                        fail fluxj dump -q -
                        fail fluxj content load $blob
                        fail fluxj getattr rank
                        fail fluxj ping -c 1 0
                        fail fluxj keygen /dev/full
                        exit 0
                        """);
        assertEquals("", result.out(), result.all());
        assertEquals(
                """
                fluxj kvs: a: No space left on device
                fluxj kvs: a: No space left on device
                fluxj dump: Write error: No space left on device
                fluxj content: write: No space left on device
                fluxj getattr: write: No space left on device
                fluxj ping: write: No space left on device
                fluxj keygen: close /dev/full: No space left on device
                """,
                result.err());
    }

    @Test
    void aDiskThatBecomesFullMakesBackupsFail() {
        assumeTrue(
                CommandLine.of("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                                .run()
                                .exitCode()
                        == 0,
                "skipped: no mount namespaces here");
        CommandLine.Result result =
                instance(
                        """
                        dir=$(mktemp -d) && cd $dir || exit 99
                        head -c 3000000 /dev/urandom >big
                        fluxj kvs put --raw big=- <big
                        fluxj archive create -n y big
                        fluxj dump -q good.tar && tar tf good.tar | grep -x big
                        fluxj dump -q - >good.tar && tar tf good.tar | grep -x big
                        mkdir small
                        unshare -m sh -c '
                          mount -t tmpfs -o size=1m tmpfs small; cd small
                          fluxj dump -q x.tar && echo wrong; rm *
                          fluxj dump -q x.tgz && echo wrong; rm *
                          fluxj dump -q - >x.tar && echo wrong; rm *
                          fluxj kvs get -r big >x && echo wrong; rm *
                          fluxj archive extract -n y && echo wrong; rm *
                          head -c 2000000 /dev/zero >fill 2>/dev/null
                          fluxj keygen x.cert && echo wrong'
                        rm -r $dir
                        """);
        assertEquals("big\nbig\n", result.out(), result.all());
        assertEquals(
                """
                fluxj dump: Write error: No space left on device
                fluxj dump: Write error: No space left on device
                fluxj dump: Write error: No space left on device
                fluxj kvs: big: No space left on device
                fluxj archive: big: write: No space left on device
                fluxj keygen: close x.cert: No space left on device
                """,
                result.err());
    }
}
