package fluxj.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void numbersAreThoseOfLinux() {
        assertEquals(38, Errno.ENOSYS.number());
        assertEquals(71, Errno.EPROTO.number());
        assertEquals(113, Errno.EHOSTUNREACH.number());
        assertEquals("No route to host", Errno.EHOSTUNREACH.text());
    }

    @Test
    void aNumberNobodyKnowsIsKept() {
        Errno strange = new Errno(4242);
        assertEquals("Unknown error 4242", strange.text());
        assertEquals("errno 4242", strange.toString());
    }

    @Test
    void anErrorWithoutTextSpeaksForItsErrno() {
        FluxException error = new FluxException(Errno.EPERM);
        assertEquals("", error.text());
        assertEquals("Operation not permitted", error.getMessage());
    }
}
