package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class ProcessStartTest {
    @Test
    void stringsEndAtTheirNul() {
        byte[] words = "a\0\0b c\0é\0".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("a", "", "b c", "é"), ProcessStart.split(words));
        assertEquals(List.of("x\udcff"), ProcessStart.split(new byte[] {'x', (byte) 0xff, 0}));
    }

    @Test
    void theLocaleIsTheOneBeforeTheLauncher() {
        Map<String, String> changed = Map.of("LC_ALL", "C.UTF-8", "A", "1");
        assertEquals("C.UTF-8", ProcessStart.environment(changed, null).get("LC_ALL"));
        assertEquals("de_DE", ProcessStart.environment(changed, "=de_DE").get("LC_ALL"));
        assertEquals("", ProcessStart.environment(changed, "=").get("LC_ALL"));
        assertEquals(Map.of("A", "1"), ProcessStart.environment(changed, ""));
    }

    @Test
    void whatTheJvmReplacedIsReadFromTheKernel() {
        Map<String, String> real = ProcessStart.environment(Map.of("PATH", "\ufffd"), null);
        assertEquals(System.getenv("PATH"), real.get("PATH"));
        assertFalse(real.containsValue("\ufffd"));
    }

    @Test
    void theDirectoryIsThatOfTheJvm() {
        assertEquals(System.getProperty("user.dir"), ProcessStart.directory());
    }
}
