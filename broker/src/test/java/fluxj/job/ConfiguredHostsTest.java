package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.config.tables.HostResources;
import fluxj.format.FormatException;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class ConfiguredHostsTest {
    private static HostResources entry(String hosts, String cores, String gpus, String... names) {
        return new HostResources(
                hosts,
                Optional.of(cores).filter(text -> !text.isEmpty()),
                Optional.of(gpus).filter(text -> !text.isEmpty()),
                Arrays.stream(names).map(JsonValue::of).toList());
    }

    @Test
    void laterEntriesAddToEarlierOnes() {
        ResourceSet set =
                ConfiguredHosts.resources(
                        List.of(
                                entry("b[0-1],a", "0-3", "", "x"),
                                entry("a,c", "", "0", "y"),
                                entry("c", "0", "")));

        assertEquals("rank[0-1]/core[0-3] rank2/core[0-3],gpu0 rank3/core0,gpu0", set.toString());
        assertEquals("b[0-1],a,c", set.hosts().orElseThrow().toString());
        assertEquals("{x=0-2, y=2-3}", set.properties().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a[|0|''|p|config[0]: invalid hostlist 'a['",
                "''|0|''|p|config[0]: empty hostlist specified",
                "a|x|''|p|config[0]: invalid idset cores='x'",
                "a|0|x|p|config[0]: invalid idset gpus='x'",
                "a|0|''|p^|config[0]: invalid property \"\"p^\"\"",
                "a,b|''|''|p|resource.config: a,b assigned no resources",
                "a,a|0|''|p|-",
            })
    void whatIsWrongIsSaidInFluxWords(
            String hosts, String cores, String gpus, String property, String message) {
        List<HostResources> entries = List.of(entry(hosts, cores, gpus, property));
        if (message.equals("-")) {
            assertEquals(1, ConfiguredHosts.resources(entries).size());
            return;
        }
        assertEquals(
                message,
                assertThrows(FormatException.class, () -> ConfiguredHosts.resources(entries))
                        .getMessage());
    }

    @Test
    void noHostsAreNoResources() {
        assertEquals(
                "no hosts configured",
                assertThrows(FormatException.class, () -> ConfiguredHosts.resources(List.of()))
                        .getMessage());
        assertEquals(
                "Unable to add rnode: File exists",
                assertThrows(
                                FormatException.class,
                                () ->
                                        ConfiguredHosts.resources(
                                                List.of(
                                                        entry("a", "0-3", ""),
                                                        entry("a", "3", ""))))
                        .getMessage());
    }
}
