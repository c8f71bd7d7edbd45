package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.config.TableValues;
import fluxj.config.tables.TbonConfig.TorpidLimits;
import fluxj.format.Fsd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

class TbonConfigTest {
    private static final String FULL =
            """
            [tbon]
            topo = "binomial"
            torpid_min = "10s"
            torpid_max = "5m"
            tcp_user_timeout = "2m"
            connect_timeout = "1m"
            zmqdebug = 1
            zmq_io_threads = 4
            child_rcvhwm = 10
            interface-hint = "en0"
            transport = "jeromq"
            """;

    @Test
    void defaultsHoldWhenNothingIsSaid() {
        assertEquals(TbonConfig.DEFAULTS, TbonConfig.of(Config.EMPTY));
        assertEquals(
                Map.of(
                        "tbon.topo", "kary:32",
                        "tbon.torpid_min", "5s",
                        "tbon.torpid_max", "30s",
                        "tbon.tcp_user_timeout", "20s",
                        "tbon.connect_timeout", "30s",
                        "tbon.zmqdebug", "0",
                        "tbon.zmq_io_threads", "1",
                        "tbon.child_rcvhwm", "0"),
                TbonConfig.DEFAULTS.values().attributes());
    }

    @Test
    void everyKeyIsRead() {
        TableValues full = ConfigTestSupport.readFull(TbonConfig.TABLE, FULL);
        assertEquals("binomial", full.get(TbonConfig.TOPO));
        assertEquals(new Fsd(10), full.get(TbonConfig.TORPID_MIN));
        assertEquals(new Fsd(300), full.get(TbonConfig.TORPID_MAX));
        assertEquals(new Fsd(120), full.get(TbonConfig.TCP_USER_TIMEOUT));
        assertEquals(new Fsd(60), full.get(TbonConfig.CONNECT_TIMEOUT));
        assertEquals(4, full.get(TbonConfig.ZMQ_IO_THREADS));
        assertEquals(10, full.get(TbonConfig.CHILD_RCVHWM));
        assertEquals(Optional.of("en0"), full.get(TbonConfig.INTERFACE_HINT));
        assertEquals(TbonConfig.Transport.JEROMQ, full.get(TbonConfig.TRANSPORT));
    }

    @Test
    void attributesOverrideTheTable() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("tbon.topo", "kary:16");
        attributes.put("tbon.torpid_min", "1s");
        attributes.put("tbon.torpid_max", "0");
        attributes.put("tbon.tcp_user_timeout", "1h");
        attributes.put("tbon.connect_timeout", "0");
        attributes.put("tbon.zmqdebug", "2");
        attributes.put("tbon.zmq_io_threads", "2");
        attributes.put("tbon.child_rcvhwm", "2");
        TbonConfig resolved = resolve(FULL, attributes);
        attributes.put("tbon.torpid_max", "0s");
        attributes.put("tbon.connect_timeout", "0s");
        assertEquals(attributes, resolved.values().attributes());
        assertEquals(
                Optional.of("lo"),
                resolve(FULL, Map.of("tbon.interface-hint", "lo")).get(TbonConfig.INTERFACE_HINT));
        assertEquals(
                TbonConfig.Transport.ZMTP,
                resolve(FULL, Map.of("tbon.transport", "zmtp")).get(TbonConfig.TRANSPORT));
    }

    @Test
    void fanoutIsAnAliasThatTopoOverrides() {
        assertEquals("kary:4", topo(FULL, Map.of("tbon.fanout", "4")));
        assertEquals("custom", topo(FULL, Map.of("tbon.fanout", "4", "tbon.topo", "custom")));
    }

    @Test
    void topoIsCustomWhenBootstrapIsConfigured() {
        assertEquals("custom", topo("[bootstrap]\n", Map.of()));
        assertEquals("binomial", topo("[bootstrap]\n" + FULL, Map.of()));
    }

    private static String topo(String toml, Map<String, String> attributes) {
        return resolve(toml, attributes).get(TbonConfig.TOPO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tcp_user_timeout = 42 | Config file error [tbon]: Expected string, got integer"
                        + " (tcp_user_timeout)",
                "zmqdebug = \"notint\" | Config file error [tbon]: Expected integer, got string"
                        + " (zmqdebug)",
                "interface-hint = 42 | Config file error [tbon]: Expected string, got integer"
                        + " (interface-hint)",
                "zmqdebug = true | Config file error [tbon]: Expected integer, got true (zmqdebug)",
                "zmqdebug = 5000000000 | Config file error [tbon]: value too large (zmqdebug)",
                "torpid_max = \"zz\" | Config file error parsing tbon.torpid_max:"
                        + " invalid Flux standard duration 'zz'",
                "connect_timeout = \"-1\" | Config file error parsing tbon.connect_timeout:"
                        + " invalid Flux standard duration '-1'",
                "torpid_min = \"0\" | tbon.torpid_min must be nonzero",
                "torpid_max = \"5s\" | tbon.torpid_min must be less than torpid_max",
                "child_rcvhwm = 1 | tbon.child_rcvhwm must be 0 (unlimited) or >= 2",
                "child_rcvhwm = -1 | tbon.child_rcvhwm must be 0 (unlimited) or >= 2",
                "zmq_io_threads = 0 | tbon.zmq_io_threads must be >= 1",
                "transport = \"tcp\" | tbon.transport must be zmtp or jeromq, not 'tcp'",
            })
    void refusesBadKeysWithTheirPlaceInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[tbon]\n" + line + "\n", TbonConfig::of);
    }

    @Test
    void refusesATableThatIsNone() {
        ConfigTestSupport.assertRefused(
                "x.toml:1:1: Config file error [tbon]: Expected object, got integer (tbon)",
                "tbon = 3\n",
                TbonConfig::of);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tbon.tcp_user_timeout | zzz | Error parsing tbon.tcp_user_timeout attribute:"
                        + " invalid Flux standard duration 'zzz'",
                "tbon.torpid_min | zz | error parsing tbon.torpid_min attribute:"
                        + " invalid Flux standard duration 'zz'",
                "tbon.zmqdebug | zzz | tbon.zmqdebug value must be an integer",
                "tbon.child_rcvhwm | -1 | tbon.child_rcvhwm must be 0 (unlimited) or >= 2",
                "tbon.zmq_io_threads | -1 | tbon.zmq_io_threads must be >= 1",
            })
    void refusesBadAttributesInFluxWords(String name, String value, String message) {
        assertEquals(
                message,
                assertThrows(ConfigException.class, () -> resolve(FULL, Map.of(name, value)))
                        .getMessage());
    }

    @Test
    void aReloadChangesTheTorpidLimitsThatAreSet() {
        TorpidLimits before = new TorpidLimits(new Fsd(5), new Fsd(30));
        TorpidLimits after = before.reloaded(ConfigLoader.parseToml(FULL, "x.toml"));
        assertEquals(new TorpidLimits(new Fsd(10), new Fsd(300)), after);
        assertEquals(after, after.reloaded(Config.EMPTY));
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: tbon.torpid_max must be greater than torpid_min",
                "[tbon]\ntorpid_max = \"2s\"\n",
                before::reloaded);
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: tbon.torpid_min must be less than torpid_max",
                "[tbon]\ntorpid_min = \"1m\"\n",
                before::reloaded);
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: tbon.torpid_min must be nonzero",
                "[tbon]\ntorpid_min = \"0\"\n",
                before::reloaded);
    }

    private static TbonConfig resolve(String toml, Map<String, String> attributes) {
        return TbonConfig.resolve(
                ConfigLoader.parseToml(toml, "x.toml"),
                name -> Optional.ofNullable(attributes.get(name)));
    }
}
