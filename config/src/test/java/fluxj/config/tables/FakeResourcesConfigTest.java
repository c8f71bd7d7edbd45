package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.TableValues;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class FakeResourcesConfigTest {
    @Test
    void nobodyHasFakeResourcesByDefault() {
        assertEquals(Optional.empty(), FakeResourcesConfig.of(Config.EMPTY));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        FakeResourcesConfig.TABLE,
                        """
                        [fake-resources]
                        nnodes = 1000
                        cores-per-node = 48
                        gpus-per-node = 4
                        host-prefix = "node"
                        hwloc-xml-path = "/node.xml"
                        amend-r = "package:amend"
                        """);
        assertEquals(Optional.of(1000), full.get(FakeResourcesConfig.NNODES));
        assertEquals(48, full.get(FakeResourcesConfig.CORES_PER_NODE));
        assertEquals(4, full.get(FakeResourcesConfig.GPUS_PER_NODE));
        assertEquals("node", full.get(FakeResourcesConfig.HOST_PREFIX));
        assertEquals(Optional.of("/node.xml"), full.get(FakeResourcesConfig.HWLOC_XML_PATH));
        assertEquals(Optional.of("package:amend"), full.get(FakeResourcesConfig.AMEND_R));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nnodes = 0 | fake-resources.nnodes must be > 0",
                "cores-per-node = 0 | fake-resources.cores-per-node must be > 0",
                "gpus-per-node = -1 | fake-resources.gpus-per-node must be >= 0",
                "host-prefix = 1 | error reading config for fake-resources: Expected string, got"
                        + " integer (host-prefix)",
            })
    void refusesBadKeys(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message,
                "[fake-resources]\n" + line + "\n",
                FakeResourcesConfig::of);
    }
}
