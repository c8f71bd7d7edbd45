package fluxj.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;

class AttributeTableTest {
    private final AttributeTable table = new AttributeTable();

    private String refused(String name) {
        return String.valueOf(
                assertThrows(FluxException.class, () -> table.setFromCommandLine(name, "1"))
                        .getMessage());
    }

    @Test
    void theCommandLineSetsWhatIsNotReadOnly() {
        table.setFromCommandLine("tbon.topo", "kary:2");
        table.setFromCommandLine("test.anything", "x");
        assertEquals(Optional.of("kary:2"), table.get("tbon.topo"));
        assertEquals("unknown attribute", refused("foo"));
        assertEquals("attribute may not be set on the command line", refused("rank"));
        assertEquals("attribute may not be set on the command line", refused("test-ro.foo"));
    }

    @Test
    void anImmutableAttributeIsSetOnTheCommandLineOnce() {
        table.setFromCommandLine("log-level", "5");
        assertEquals("Operation not permitted", refused("log-level"));
    }

    @Test
    void fromWithinTheBrokerEveryKnownNameCanBeSetAgain() {
        table.set("rank", "0");
        table.set("rank", "1");
        assertEquals(Optional.of("1"), table.get("rank"));
        FluxException error =
                assertThrows(FluxException.class, () -> table.set("no-such-name", "1"));
        assertEquals(Errno.ENOENT, error.errno());
    }

    @Test
    void aDefaultDoesNotReplaceAValue() {
        table.setFromCommandLine("log-level", "5");
        table.setDefault("log-level", "7");
        table.setDefault("log-ring-size", "1024");
        assertEquals(Optional.of("5"), table.get("log-level"));
        assertEquals(Optional.of("1024"), table.get("log-ring-size"));
    }

    @Test
    void anAttributeMayBePresentWithoutAValue() {
        table.setWithoutValue("log-filename");
        assertTrue(table.isPresent("log-filename"));
        assertEquals(Optional.empty(), table.get("log-filename"));
        table.unset("log-filename");
        assertFalse(table.isPresent("log-filename"));
    }

    @Test
    void onlyImmutableAttributesWithAValueAreForKeeping() {
        table.set("rank", "0");
        table.set("version", "0.88.0");
        table.setWithoutValue("parent-uri");
        table.set("test-im.x", "1");
        assertEquals(Map.of("rank", "0", "test-im.x", "1"), table.immutable());
    }
}
