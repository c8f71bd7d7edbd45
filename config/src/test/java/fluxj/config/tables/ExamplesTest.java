package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;
import fluxj.format.Fsd;
import fluxj.format.Topology;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files of `config/examples` load as they stand.
class ExamplesTest {

    @Test
    void theLargeClusterIsFlatUnderElcap1() {
        Config config = ConfigLoader.load("examples/elcap.toml");
        BootstrapConfig bootstrap = BootstrapConfig.of(config).orElseThrow();
        HostTable table = HostTable.of(config, bootstrap, "elcap12136");
        assertEquals(11_833, table.size());
        assertEquals("elcap1", table.host(0));
        assertEquals("elcap[1,201-896,1001-12136]", table.hosts().toString());
        assertEquals(Optional.of("tcp://192.168.64.1:8050"), table.bind(0));
        assertEquals(Optional.of("tcp://eelcap1:8050"), table.connect(0));
        assertEquals(Optional.of("tcp://en0:8050"), table.bind(11_832));
        assertEquals(Optional.of("tcp://eelcap12136:8050"), table.connect(11_832));
        TbonConfig tbon = TbonConfig.of(config);
        Topology topology = table.topology(tbon.get(TbonConfig.TOPO));
        assertEquals(11_832, topology.childCount(0));
        assertEquals(new Fsd(300), tbon.get(TbonConfig.TORPID_MAX));
        assertEquals(new Fsd(120), tbon.get(TbonConfig.TCP_USER_TIMEOUT));
        assertEquals(4, tbon.get(TbonConfig.ZMQ_IO_THREADS));
        assertEquals(10, tbon.get(TbonConfig.CHILD_RCVHWM));
    }

    @Test
    void theUnitKeepsABrokerThatWasShutDownOnPurposeDown() throws IOException {
        Map<String, String> unit = new HashMap<>();
        String joined = Files.readString(Path.of("examples/flux.service")).replace("\\\n", " ");
        for (String line : joined.lines().toList()) {
            int equals = line.indexOf('=');
            boolean setting = equals > 0 && !line.startsWith("#");
            assertTrue(setting || line.isBlank() || line.matches("#.*|\\[\\w+]"), line);
            if (setting) {
                assertNull(unit.put(line.substring(0, equals), line.substring(equals + 1)), line);
            }
        }
        assertEquals("notify", unit.get("Type"));
        assertEquals("42", unit.get("RestartPreventExitStatus"));
        assertEquals("42", unit.get("SuccessExitStatus"));
        assertEquals("always", unit.get("Restart"));
        assertEquals("mixed", unit.get("KillMode"));
        assertEquals("/usr/bin/fluxj config reload --follower-noop", unit.get("ExecReload"));
        String start = String.valueOf(unit.get("ExecStart"));
        assertTrue(start.startsWith("/usr/bin/fluxj broker "), start);
        assertTrue(start.contains("-Sbroker.sd-notify=1 "), start);
        assertTrue(start.contains("-Sbroker.exit-norestart=42 "), start);
    }

    @Test
    void threeHostsAreAChain() {
        Config config = ConfigLoader.load("examples/three-hosts.toml");
        BootstrapConfig bootstrap = BootstrapConfig.of(config).orElseThrow();
        HostTable table = HostTable.of(config, bootstrap, "node1");
        assertEquals("node[0-2]", table.hosts().toString());
        assertEquals(2, table.topology(TbonConfig.of(config).get(TbonConfig.TOPO)).maxLevel());
        assertTrue(AccessConfig.of(config).get(AccessConfig.ALLOW_GUEST_USER));
        assertEquals(HeartbeatConfig.DEFAULTS, HeartbeatConfig.of(config));
    }

    @Test
    void theUnitOfTheRabbitServiceEndsForGoodWhereAPersonIsNeeded() throws IOException {
        String unit = Files.readString(Path.of("examples/flux-coral2-dws.service"));
        for (String line :
                List.of(
                        "BindsTo=flux.service",
                        "ExecStart=/usr/bin/fluxj dws",
                        "Restart=always",
                        "RestartSec=10s",
                        "RestartPreventExitStatus=2 3",
                        "WatchdogSec=60s",
                        "TimeoutStopSec=90",
                        "KillMode=mixed",
                        "User=flux")) {
            assertTrue(unit.lines().anyMatch(line::equals), line);
        }
    }
}
