package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// `fluxj exec` gives all that its processes say, however slow its reader is, and passes all of its
/// input on.
class ExecOutputTest {
    private static CommandLine.Result start(String size, String script) {
        return CommandLine.fluxj("start", "-s", size, "sh", "-c", script).run();
    }

    @Test
    void manyShortLinesOfOneProcessArriveWhole() {
        CommandLine.Result result = start("1", "fluxj exec -r 0 seq 400000 | tail -n 1");
        assertEquals("400000\n", result.out(), result.err());
    }

    @Test
    void everyRanksLinesArriveWholeThoughTheirReaderIsSlow() {
        CommandLine.Result result =
                start(
                        "2",
                        """
                        fluxj exec -l seq 50000 | (
                            for i in 1 2 3; do
                                dd bs=64K count=1 iflag=fullblock status=none
                                sleep 0.5
                            done
                            cat
                        ) | sort | uniq | wc -l""");
        assertEquals("100000", result.out().strip(), result.err());
    }

    @Test
    void bytesOfASlowReaderArriveWholeWhileOthersAreServed() {
        CommandLine.Result result =
                start(
                        "2",
                        """
                        fluxj exec -r 1 dd if=/dev/zero bs=1M count=24 status=none | (
                            dd bs=1M count=1 iflag=fullblock status=none
                            fluxj ping -c 1 1 >&2
                            cat
                        ) | wc -c""");
        assertEquals(Integer.toString(24 << 20), result.out().strip(), result.err());
        assertTrue(result.err().contains("time="), result.err());
    }

    @Test
    void inputOfManyMegabytesReachesEveryProcess() {
        CommandLine.Result result =
                start("2", "head -c 12000000 /dev/zero | fluxj exec -r all wc -c | sort -u");
        assertEquals("12000000", result.out().strip(), result.err());
    }
}
