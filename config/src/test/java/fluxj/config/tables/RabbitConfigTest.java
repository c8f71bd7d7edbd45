package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;
import fluxj.config.TableValues;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class RabbitConfigTest {
    private static Config parse(String toml) {
        return ConfigLoader.parseToml(toml, "x.toml");
    }

    @Test
    void nothingTimesOutButTransientConditionsAndPrologs() {
        assertEquals(RabbitConfig.DEFAULTS, RabbitConfig.of(Config.EMPTY));
        assertEquals(new Fsd(10), RabbitConfig.DEFAULTS.get(RabbitConfig.TC_TIMEOUT));
        assertEquals(new Fsd(1800), RabbitConfig.DEFAULTS.get(RabbitConfig.PROLOG_TIMEOUT));
        assertTrue(RabbitConfig.DEFAULTS.get(RabbitConfig.TEARDOWN_AFTER).isZero());
        assertTrue(RabbitConfig.DEFAULTS.get(RabbitConfig.RESTRICT_PERSISTENT));
        assertEquals(StorageMaximums.NONE, RabbitConfig.DEFAULTS.get(RabbitConfig.POLICY));
    }

    @Test
    void everyKeyIsRead() {
        TableValues full =
                ConfigTestSupport.readFull(
                        RabbitConfig.TABLE,
                        """
                        [rabbit]
                        mapping = "/etc/flux/rabbitmap.json"
                        kubeconfig = "/etc/flux/kubeconfig"
                        tc_timeout = 2.5
                        drain_compute_nodes = false
                        soft_drain = false
                        save_datamovements = 5
                        restrict_persistent_creation = false
                        restrict_persistent = false
                        teardown_after = 3600
                        postrun_timeout = 600.0
                        setup_timeout = "1h"
                        prerun_timeout = 30
                        prolog_timeout = "10m"
                        dws_api_version = "v1alpha6"
                        nnf_api_version = "v1alpha10"
                        [rabbit.policy.maximums]
                        lustre = 100
                        xfs = 500.5
                        [rabbit.presets]
                        fast = "#DW jobdw type=xfs capacity=1TiB name=fast"
                        """);
        assertEquals(Optional.of("/etc/flux/rabbitmap.json"), full.get(RabbitConfig.MAPPING));
        assertEquals(new Fsd(2.5), full.get(RabbitConfig.TC_TIMEOUT));
        assertEquals(new Fsd(3600), full.get(RabbitConfig.SETUP_TIMEOUT));
        assertEquals(new Fsd(600), full.get(RabbitConfig.POSTRUN_TIMEOUT));
        assertEquals(Map.of("lustre", 100L, "xfs", 500L), full.get(RabbitConfig.POLICY).gib());
        assertEquals(
                JsonObject.of("fast", "#DW jobdw type=xfs capacity=1TiB name=fast"),
                full.get(RabbitConfig.PRESETS));
    }

    @ParameterizedTest
    @CsvSource({"false, true, false", "true, false, true", ", false, false", "false, , false"})
    void theEffectiveNameOfTheRestrictionGoesBeforeTheDocumentedOne(
            Boolean effective, Boolean documented, boolean restricts) {
        StringBuilder toml = new StringBuilder("[rabbit]\n");
        if (effective != null) {
            toml.append("restrict_persistent = ").append(effective).append('\n');
        }
        if (documented != null) {
            toml.append("restrict_persistent_creation = ").append(documented).append('\n');
        }
        RabbitConfig config = RabbitConfig.of(parse(toml.toString()));
        assertEquals(restricts, config.get(RabbitConfig.RESTRICT_PERSISTENT));
    }

    @Test
    void aPolicyWithoutMaximumsHasNone() {
        Config config = parse("[rabbit.policy]\n");
        assertEquals(StorageMaximums.NONE, RabbitConfig.of(config).get(RabbitConfig.POLICY));
        assertEquals(List.of(), RabbitConfig.unrecognized(config));
    }

    @Test
    void tellsOfTheFirstKeyThatNobodyReadsInEachTable() {
        assertEquals(
                List.of(
                        "misconfiguration: unrecognized `rabbit.foo` key in Flux config, accepted"
                                + " keys are {'drain_compute_nodes', 'dws_api_version',"
                                + " 'kubeconfig', 'mapping', 'nnf_api_version', 'policy',"
                                + " 'postrun_timeout', 'prerun_timeout', 'presets',"
                                + " 'prolog_timeout', 'restrict_persistent',"
                                + " 'restrict_persistent_creation', 'save_datamovements',"
                                + " 'setup_timeout', 'soft_drain', 'tc_timeout',"
                                + " 'teardown_after'}",
                        "`rabbit.policy` config table must have a `maximums` table",
                        "misconfiguration: unrecognized `rabbit.policy.maximums.zfs` key in Flux"
                                + " config, accepted keys are {'gfs2', 'lustre', 'raw', 'xfs'}"),
                RabbitConfig.unrecognized(
                        parse(
                                """
                                [rabbit]
                                foo = 1
                                bar = 2
                                [rabbit.policy]
                                minimums = 1
                                [rabbit.policy.maximums]
                                zfs = 1
                                """)));
        Config known = parse("[rabbit]\nrestrict_persistent = true\ndws_api_version = \"v1\"\n");
        assertEquals(List.of(), RabbitConfig.unrecognized(known));
        assertFalse(RabbitConfig.unrecognized(parse("[rabbit]\nx = 1\n")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tc_timeout = true | error parsing [rabbit] config table: Expected real or string,"
                        + " got true (tc_timeout)",
                "tc_timeout = -1 | error parsing [rabbit] config table: tc_timeout must not be"
                        + " negative",
                "setup_timeout = \"soon\" | error parsing [rabbit] config table: setup_timeout:"
                        + " invalid Flux standard duration 'soon'",
                "save_datamovements = -1 | rabbit.save_datamovements must be >= 0",
                "presets = 1 | error parsing [rabbit] config table: Expected object, got integer"
                        + " (presets)",
                "policy = 1 | error parsing [rabbit] config table: Expected object, got integer"
                        + " (policy)",
            })
    void refusesBadKeys(String line, String message) {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: " + message, "[rabbit]\n" + line + "\n", RabbitConfig::of);
    }

    @Test
    void refusesALimitThatIsNoNumber() {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: error parsing [rabbit] config table: Expected real or integer, got"
                        + " string (xfs)",
                "[rabbit.policy.maximums]\nxfs = \"1TiB\"\n",
                RabbitConfig::of);
    }
}
