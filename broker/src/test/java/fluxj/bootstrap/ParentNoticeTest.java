package fluxj.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.service.Attributes;
import fluxj.services.jobexec.JobExecProtocol.CriticalRanks;
import fluxj.services.jobmanager.JobManagerProtocol.Memo;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

class ParentNoticeTest {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Attributes attributes =
            new Attributes() {
                @Override
                public Optional<String> get(String name) {
                    return Optional.ofNullable(values.get(name));
                }

                @Override
                public void set(String name, String value) {
                    values.put(name, value);
                }
            };

    ParentNoticeTest() {
        values.put("parent-uri", "local:///nowhere/parent");
        values.put("jobid", "ƒ2");
        values.put("hostname", "node7");
        values.put("local-uri", "local:///run/local-0");
        values.put("broker.mapping", "[[0,2,2,1]]");
        values.put("broker.critical-ranks", "0-1,3");
    }

    private ParentNotice notice() {
        return ParentNotice.of(attributes).orElseThrow();
    }

    @Test
    void saysWhereTheInstanceIs() {
        assertEquals(new Memo(1, JsonObject.of("uri", "ssh://node7/run/local-0")), notice().memo());
    }

    @Test
    void namesTheNodesOfTheCriticalBrokers() {
        assertEquals(new CriticalRanks(1, "0-1"), notice().critical().orElseThrow());
        values.put("broker.critical-ranks", "0-1");
        assertEquals(new CriticalRanks(1, "0"), notice().critical().orElseThrow());
    }

    @Test
    void namesNoNodesWhenNoneAreKnown() {
        values.put("broker.critical-ranks", "9");
        assertTrue(notice().critical().isEmpty());
        values.put("broker.mapping", "no map");
        assertTrue(notice().critical().isEmpty());
    }

    @Test
    void hasNothingToSayWithoutAParent() {
        values.remove("parent-uri");
        assertTrue(ParentNotice.of(attributes).isEmpty());
        values.put("parent-uri", "local:///nowhere/parent");
        values.remove("jobid");
        assertTrue(ParentNotice.of(attributes).isEmpty());
    }

    @Test
    void refusesAJobIdThatIsNone() {
        values.put("jobid", "seven");
        FluxException error = assertThrows(FluxException.class, () -> ParentNotice.of(attributes));
        assertEquals("Unable to parse jobid attribute 'seven'", error.getMessage());
    }

    @Test
    void failsWhenTheParentIsNotThere() {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> notice().send(Map.of("FLUX_LOCAL_CONNECTOR_RETRY_COUNT", "0")));
        assertEquals(Errno.ENOENT, error.errno());
        assertTrue(
                error.getMessage().startsWith("flux_open to parent failed "), error.getMessage());
    }
}
