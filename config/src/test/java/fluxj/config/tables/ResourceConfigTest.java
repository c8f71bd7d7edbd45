package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.TableValues;
import fluxj.format.Fsd;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class ResourceConfigTest {
    @Test
    void discoversByDefault() {
        ResourceConfig config = ResourceConfig.of(Config.EMPTY);

        assertEquals(Optional.empty(), config.get(ResourceConfig.PATH));
        assertEquals(Optional.empty(), config.get(ResourceConfig.CONFIG));
        assertEquals(
                new VerifyModes(
                        false, VerifyMode.STRICT, VerifyMode.ALLOW_EXTRA, VerifyMode.IGNORE),
                config.get(ResourceConfig.VERIFY));
        assertEquals(Fsd.parse("90d"), config.get(ResourceConfig.HISTORY));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        ResourceConfig.TABLE,
                        """
                        [resource]
                        path = "/etc/R"
                        scheduling = "/etc/s.json"
                        exclude = "0"
                        norestrict = true
                        noverify = true
                        no-update-watch = true
                        rediscover = true
                        journal-max = 5
                        history = "infinity"
                        [resource.verify]
                        default = "ignore"
                        core = "allow-missing"
                        [[resource.config]]
                        hosts = "a[0-1]"
                        cores = "0-3"
                        gpus = "0"
                        properties = ["p"]
                        [[resource.config]]
                        hosts = "b"
                        """);
        assertEquals(Optional.of("/etc/R"), full.get(ResourceConfig.PATH));
        assertEquals(Optional.of("/etc/s.json"), full.get(ResourceConfig.SCHEDULING));
        assertEquals(Optional.of("0"), full.get(ResourceConfig.EXCLUDE));
        assertEquals(true, full.get(ResourceConfig.NORESTRICT));
        assertEquals(true, full.get(ResourceConfig.NOVERIFY));
        assertEquals(true, full.get(ResourceConfig.NO_UPDATE_WATCH));
        assertEquals(true, full.get(ResourceConfig.REDISCOVER));
        assertEquals(5, full.get(ResourceConfig.JOURNAL_MAX));
        assertEquals(Fsd.INFINITY, full.get(ResourceConfig.HISTORY));
        assertEquals(
                new VerifyModes(
                        true, VerifyMode.IGNORE, VerifyMode.ALLOW_MISSING, VerifyMode.IGNORE),
                full.get(ResourceConfig.VERIFY));
        assertEquals(
                Optional.of(
                        List.of(
                                new HostResources(
                                        "a[0-1]",
                                        Optional.of("0-3"),
                                        Optional.of("0"),
                                        List.of(JsonValue.of("p"))),
                                new HostResources(
                                        "b", Optional.empty(), Optional.empty(), List.of()))),
                full.get(ResourceConfig.CONFIG));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "journal-max = \"x\" | error parsing [resource] configuration: Expected integer, got"
                        + " string (journal-max)",
                "history = \"x\" | invalid history time",
                "verify = 1 | verify must be a table or boolean",
                "verify.core = 1 | verify.core mode must be a string",
                "verify.core = \"x\" | verify.core: unknown verify mode 'x'",
                "verify.disk = \"strict\" | verify: unsupported resource type: disk",
                "config = 1 | error parsing [resource.config] array: resource config must be an"
                        + " array",
                "config = [{cores = \"0\"}] | error parsing [resource.config] array: config[0]:"
                        + " Object item not found: hosts",
                "config = [{hosts = \"a\", properties = 1}] | error parsing [resource.config]"
                        + " array: config[0]: properties must be an array",
                "config = [{hosts = \"a\", foo = 1}] | error parsing [resource.config] array:"
                        + " config[0]: 1 object item(s) left unpacked: foo",
                "foo = 1 | error parsing [resource] configuration: 1 object item(s) left unpacked:"
                        + " foo",
            })
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused(
                message,
                "[resource]\n" + line + "\n",
                config -> ResourceConfig.of(Config.of(config.root())));
    }
}
