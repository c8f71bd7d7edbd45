package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class HostTableTest {

    @Test
    void aHostsRankIsWhereItsNameFirstAppears() {
        HostTable table =
                table(
                        "fake3",
                        """
                        default_port = 8050
                        default_bind = "tcp://%h:%p"
                        hosts = [
                          { host = "fake[0-3]", connect = "tcp://x%h:%p" },
                          { host = "fake1", bind = "tcp://10.0.0.1:%p", connect = "tcp://no" },
                          { host = "other,fake0", parent = "fake1" },
                        ]
                        """);
        assertEquals("fake[0-3],other", table.hosts().toString());
        assertEquals(5, table.size());
        assertEquals(OptionalInt.of(3), table.find("fake3"));
        assertEquals(Optional.of("tcp://10.0.0.1:8050"), table.bind(1));
        assertEquals(Optional.of("tcp://xfake1:8050"), table.connect(1));
        assertEquals(Optional.of("tcp://fake2:8050"), table.bind(2));
        assertEquals(Optional.empty(), table.connect(4));
        assertEquals(Map.of(0, "fake1", 4, "fake1"), table.parents());
    }

    @Test
    void aLaterEntryMayAlsoComeFirst() {
        HostTable table =
                table(
                        "a0",
                        """
                        default_connect = "tcp://%h:1"
                        hosts = [ { host = "a0", bind = "tcp://*:1" }, { host = "a[0-3]" } ]
                        """);
        assertEquals("a[0-3]", table.hosts().toString());
        assertEquals(Optional.of("tcp://*:1"), table.bind(0));
        assertEquals(Optional.empty(), table.bind(1));
        assertEquals(Optional.of("tcp://a3:1"), table.connect(3));
    }

    @Test
    void noHostsIsAnInstanceOfThisHostAlone() {
        HostTable table = table("vm", "hosts = []\n");
        assertEquals("vm", table.hosts().toString());
        assertEquals(Optional.empty(), table.bind(0));
        assertEquals(1, table.topology("custom").size());
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://%h:%p, tcp://h:7",
        "%%%h%x%, %h%x",
        "plain, plain",
        "%p%p, 77",
        "a%, a",
    })
    void templatesKnowHostPortAndPercent(String template, String uri) {
        assertEquals(uri, UriTemplate.expand(template, "h", 7));
    }

    @Test
    void aPortThatIsNotSetStaysATemplate() {
        assertEquals("tcp://h:%p", UriTemplate.expand("tcp://%h:%p", "h", -1));
    }

    @Test
    void customTopologyFollowsParents() {
        HostTable table =
                table(
                        "fake2",
                        """
                        hosts = [ { host = "fake[0-1]" }, { host = "fake2", parent = "fake1" } ]
                        """);
        assertEquals(2, table.topology("custom").maxLevel());
        assertEquals(1, table.topology("kary:0").maxLevel());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{host=\"foo[0-254}\"} | invalid hosts[0]: host key is not a valid RFC 29 hostlist"
                        + " (invalid hostlist 'foo[0-254}': brackets do not match)",
                "{host=\"vm\"},{host=\"a_b\"} | invalid hosts[1]: a_b domain label contains invalid"
                        + " character '_' (0x5f)",
                "{host=\"vm,-a\"} | invalid hosts[1]: -a domain label must not start or end with"
                        + " '-'",
                "{host=\"vm\",bind=\"tcp://*:*\"} | invalid hosts[0]: bind key tcp://*:* contains"
                        + " 0MQ port wildcard",
                "{host=\"vm\",bind=\"foo\"} | invalid hosts[0]: bind key foo has no URI scheme",
                "{host=\"vm\",connect=\"ipc://\"} | invalid hosts[0]: connect key ipc:// socket"
                        + " path is empty",
                "{host=\"vm\",connect=\"tcp://\"} | invalid hosts[0]: connect key tcp:// address is"
                        + " empty",
                "{host=\"vm\",bind=\"udp://x\"} | invalid hosts[0]: bind key udp://x URI scheme"
                        + " must be tcp or ipc",
                "{host=\"vm\",parent=\"vm\"} | invalid hosts[0]: parent key refers to self",
                "{host=\"vm\",parent=\"no\"} | invalid hosts[0]: parent key refers to unknown host",
                "{host=\"matchnobody\"} | vm not found in hosts",
            })
    void refusesBadHostsInFluxWords(String hosts, String message) {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> table("vm", "hosts = [" + hosts + "]\n"));
        String text = String.valueOf(refused.getMessage());
        assertEquals(
                "Config file error [bootstrap]: " + message, text.substring(text.indexOf(' ') + 1));
        assertEquals("x.toml:3", text.substring(0, "x.toml:3".length()));
    }

    @Test
    void limitsTheLengthOfUrisAndSocketPaths() {
        String path = "p".repeat(109);
        assertThrows(
                ConfigException.class,
                () -> table("vm", "hosts = [{host=\"vm\",bind=\"ipc://" + path + "\"}]"));
        String uri = "tcp://" + "h".repeat(2048);
        ConfigException refused =
                assertThrows(
                        ConfigException.class,
                        () -> table("vm", "hosts = [{host=\"vm\",bind=\"" + uri + "\"}]"));
        assertEquals(
                "x.toml:3:21: Config file error [bootstrap]: invalid hosts[0]: bind key is too"
                        + " long",
                refused.getMessage());
    }

    @Test
    void moreThanOneHostNeedsACertificate() {
        Config config = ConfigLoader.parseToml("[bootstrap]\nhosts=[{host=\"a[0-1]\"}]", "x.toml");
        BootstrapConfig bootstrap = BootstrapConfig.of(config).orElseThrow();
        assertEquals(
                "x.toml:1:1: Config file error [bootstrap]: curve_cert must be defined for size >"
                        + " 1",
                assertThrows(ConfigException.class, () -> HostTable.of(config, bootstrap, "a1"))
                        .getMessage());
        assertEquals(2, HostTable.of(config, bootstrap).size());
    }

    private static HostTable table(String hostname, String lines) {
        Config config =
                ConfigLoader.parseToml("[bootstrap]\ncurve_cert = \"c\"\n" + lines, "x.toml");
        return HostTable.of(config, BootstrapConfig.of(config).orElseThrow(), hostname);
    }
}
