package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Commands that print as things happen end with their reader, as by SIGPIPE and without a word,
/// also when nothing more is printed. `timeout` would make the code 124.
class ReaderLeavesTest {
    @Test
    void everyCommandThatStreamsEndsWithItsReader() {
        CommandLine.Result result =
                CommandLine.fluxj(
                                "start",
                                "bash",
                                "-c",
                                """
                                fluxj kvs put a=1
                                fluxj kvs eventlog append log start
                                fluxj exec -r 0 --bg --label=bg --waitable sleep 50 >/dev/null
                                takesOne() { timeout 20 "$@" | head -1 >/dev/null; check "$@"; }
                                takesNone() { timeout 20 "$@" | true; check "$@"; }
                                check() {
                                  code=${PIPESTATUS[0]}
                                  test $code = 141 || echo "$code: $*"
                                }
                                takesOne fluxj event sub
                                takesNone fluxj event sub nosuch
                                takesOne fluxj dmesg -f
                                takesNone fluxj dmesg -f -n
                                takesOne fluxj kvs get --watch a
                                takesNone fluxj kvs get -w -W nokey
                                takesOne fluxj kvs eventlog get -w log
                                takesNone fluxj kvs eventlog wait-event log foo
                                takesOne fluxj ping 0
                                takesNone fluxj overlay trace -r 7
                                takesNone fluxj overlay status --wait=lost
                                takesNone fluxj module trace kvs
                                takesOne fluxj exec yes
                                takesNone fluxj exec sleep 50
                                errors() { fluxj exec sh -c 'yes >&2' 2>&1 >/dev/null; }
                                export -f errors
                                takesOne bash -c errors
                                takesNone fluxj sproc attach bg
                                takesNone fluxj sproc wait -o bg
                                takesNone fluxj dump -q -
                                fluxj sproc kill 9 bg
                                """)
                        .run();
        assertEquals("", result.out(), result.all());
        assertEquals("", result.err(), result.all());
    }
}
