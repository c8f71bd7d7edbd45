package fluxj.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SignumTest {
    @Test
    void namesAndTextsAreTheCLibrarys() {
        assertEquals("Terminated", Signum.text(15));
        assertEquals("Hangup", Signum.text(1));
        assertEquals("Killed", Signum.text(9));
        assertEquals("Segmentation fault", Signum.text(11));
        assertEquals("Stopped (signal)", Signum.text(19));
        assertEquals("Bad system call", Signum.text(31));
        assertEquals("Real-time signal 0", Signum.text(34));
        assertEquals("Unknown signal 32", Signum.text(32));
        assertEquals("SIGUSR1", Signum.name(10));
        assertEquals("99", Signum.name(99));
    }

    @Test
    void readsNamesAndNumbers() {
        assertEquals(15, Signum.parse("TERM"));
        assertEquals(15, Signum.parse("SIGTERM"));
        assertEquals(9, Signum.parse("9"));
        assertEquals(64, Signum.parse("64"));
        assertEquals(-1, Signum.parse("65"));
        assertEquals(-1, Signum.parse("0"));
        assertEquals(-1, Signum.parse(""));
        assertEquals(-1, Signum.parse("-9"));
        assertEquals(-1, Signum.parse("NOSUCH"));
    }

    @Test
    void decodesRawWaitStatus() {
        assertEquals(3, WaitStatus.exited(3).exitCode());
        assertEquals("Exited (rc=3)", WaitStatus.exited(3).toString());
        assertEquals(137, WaitStatus.killedBy(9).exitCode());
        assertEquals(11, new WaitStatus(11 | 0x80).signum(), "core dump flag is no part of it");
        assertEquals(Signum.SIGTSTP, new WaitStatus(0x147f).signum());
        assertEquals(true, new WaitStatus(0x147f).isStopped());
        assertEquals(false, new WaitStatus(0x147f).isSignaled());
    }
}
