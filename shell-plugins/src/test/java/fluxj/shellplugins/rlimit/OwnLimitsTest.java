package fluxj.shellplugins.rlimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OwnLimitsTest {
    private static final String LIMITS =
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max cpu time              unlimited            unlimited            seconds
            Max open files            1024                 524288               files
            Max nice priority         0                    0
            """;

    @Test
    void limitsAreReadByFluxNames() {
        OwnLimits limits = new OwnLimits(LIMITS.lines().toList());
        assertEquals(new OwnLimits.Range(1024, 524288), limits.of("nofile"));
        assertEquals(new OwnLimits.Range(1024, 524288), limits.of("ofile"));
        assertEquals(new OwnLimits.Range(-1, -1), limits.of("cpu"));
        assertEquals(new OwnLimits.Range(0, 0), limits.of("nice"));
        assertEquals(new OwnLimits.Range(-1, -1), limits.of("core"));
    }

    @Test
    void namesThatAreNoneAreTold() {
        assertTrue(OwnLimits.isKnown("rttime"));
        assertFalse(OwnLimits.isKnown("CPU"));
        assertFalse(OwnLimits.isKnown("foo"));
        assertEquals("nofile", OwnLimits.option("ofile"));
    }
}
