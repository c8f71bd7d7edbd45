package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;
import fluxj.config.TableValues;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class BootstrapConfigTest {

    @Test
    void anEmptyTableIsAnInstanceOfOneAndNoTableIsNone() {
        assertEquals(Optional.empty(), BootstrapConfig.of(Config.EMPTY));
        assertEquals(
                Optional.of(BootstrapConfig.DEFAULTS),
                BootstrapConfig.of(ConfigLoader.parseToml("[bootstrap]\n", "x.toml")));
        assertEquals(
                Optional.of(BootstrapConfig.DEFAULTS),
                BootstrapConfig.of(ConfigLoader.parseToml("[bootstrap]\nhosts = []\n", "x.toml")));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        BootstrapConfig.TABLE,
                        """
                        [bootstrap]
                        curve_cert = "/etc/flux/system/curve.cert"
                        default_port = 8050
                        default_bind = "tcp://en0:%p"
                        default_connect = "tcp://e%h:%p"
                        enable_ipv6 = true
                        [[bootstrap.hosts]]
                        host = "a[0-1]"
                        bind = "tcp://*:1"
                        connect = "tcp://a:1"
                        parent = "b"
                        """);
        HostEntry entry =
                new HostEntry(
                        0,
                        "a[0-1]",
                        Optional.of("tcp://*:1"),
                        Optional.of("tcp://a:1"),
                        Optional.of("b"));
        assertEquals(List.of(entry), full.get(BootstrapConfig.HOSTS));
        assertEquals(8050, full.get(BootstrapConfig.DEFAULT_PORT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | hosts = 42 | must be array type (hosts)",
                "11 | hosts = [ 42 ] | invalid hosts[0]: Expected object, got integer",
                "27 | hosts = [ { host = \"xyz\", extrakey = 42 } ] | invalid hosts[0]: 1 object"
                        + " item(s) left unpacked: extrakey",
                "25 | hosts = [ { host = \"x\", conect = \"y\" } ] | invalid hosts[0]: 1 object"
                        + " item(s) left unpacked: conect; did you mean 'connect'?",
                "11 | hosts = [ {} ] | invalid hosts[0]: Object item not found: host",
                "13 | hosts = [ { host = 3 } ] | invalid hosts[0]: Expected string, got integer"
                        + " (host)",
                "1 | default_port = 70000 | default_port must be in the range of 0-65535",
                "1 | default_port = \"x\" | Expected integer, got string (default_port)",
                "1 | default_prt = 1 | 1 object item(s) left unpacked: default_prt; did you mean"
                        + " 'default_port'?",
                "1 | enable_ipv6 = 1 | Expected true or false, got integer (enable_ipv6)",
            })
    void refusesBadKeysWithTheirPlaceInFluxWords(int column, String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:" + column + ": Config file error [bootstrap]: " + message,
                "[bootstrap]\n" + line + "\n",
                BootstrapConfig::of);
    }
}
