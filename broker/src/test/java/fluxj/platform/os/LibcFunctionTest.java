package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

class LibcFunctionTest {
    @Test
    void isLinkedByItsFirstCallAndSaysWhatIsMissingEachTime() {
        LibcFunction missing = LibcFunction.named("no_such_function");
        for (int i = 0; i < 2; i++) {
            FluxException error = assertThrows(FluxException.class, missing::call);
            assertEquals(Errno.ENOSYS, error.errno());
            assertEquals("the C library has no function no_such_function", error.getMessage());
        }
        assertFalse(LibcFunction.exists("no_such_function"));
    }

    @Test
    void givesResultsAndErrorNumbers() {
        LibcFunction.prepare();
        assertTrue(LibcFunction.exists("close"));
        assertEquals(-Errno.EBADF.number(), LibcFunction.named("close").call(-1));
        assertEquals(ProcessHandle.current().pid(), LibcFunction.named("getpid").callForLong());
    }
}
