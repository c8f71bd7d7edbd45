package fluxj.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Map;

class JobIdsTest {
    @Test
    void theLetterOfAnIdIsOneThatTheLocaleHas() {
        assertTrue(JobIds.isUnicode(Map.of("LANG", "C.UTF-8")));
        assertTrue(JobIds.isUnicode(Map.of("LANG", "C", "LC_ALL", "en_US.utf8")));
        assertFalse(JobIds.isUnicode(Map.of("LANG", "C.UTF-8", "LC_CTYPE", "C")));
        assertFalse(JobIds.isUnicode(Map.of()));
        assertFalse(JobIds.isUnicode(Map.of("LANG", "C.UTF-8", "FLUX_F58_FORCE_ASCII", "1")));
    }

    @Test
    void aWordThatIsNoIdIsNamed() {
        assertEquals(24058527744L, JobIds.parse("ƒdeyF7V").value());
        CommandFailure failure = assertThrows(CommandFailure.class, () -> JobIds.parse("x y"));
        assertEquals("error parsing jobid: \"x y\"", failure.line());
    }
}
