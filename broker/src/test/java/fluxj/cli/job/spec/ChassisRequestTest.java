package fluxj.cli.job.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.cli.CommandFailure;
import fluxj.format.FormatException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class ChassisRequestTest {
    private static final JsonObject NODES =
            JsonObject.parse(
                    """
                    {"resources":[{"type":"node","count":8,"exclusive":true,
                       "with":[{"type":"slot","count":1}]}],
                     "attributes":{"system":{"duration":0}}}
                    """);

    private static OptionValues options(String nodes, String chassis, String cores) {
        OptionValues options = new OptionValues();
        add(options, JobOption.NODES, nodes);
        add(options, JobOption.CHASSIS, chassis);
        add(options, JobOption.RABBIT_CORES, cores);
        return options;
    }

    private static void add(OptionValues options, JobOption option, String value) {
        if (!value.isEmpty()) {
            options.add(option, value);
        }
    }

    private static JsonObject applied(OptionValues options, JsonObject jobspec) {
        return ChassisRequest.of(options).orElseThrow().applyTo(jobspec, options);
    }

    private static String refusal(OptionValues options, JsonObject jobspec) {
        return String.valueOf(
                assertThrows(FormatException.class, () -> applied(options, jobspec)).getMessage());
    }

    @Test
    void nodesAreSpreadEvenlyOverChassis() {
        assertEquals(
                JsonObject.parse(
                        """
                        {"resources":[{"type":"chassis","count":2,"with":[
                           {"type":"node","count":4,"exclusive":true,
                            "with":[{"type":"slot","count":1}]}]}],
                         "attributes":{"system":{"duration":0}}}
                        """),
                applied(options("8", "2", ""), NODES));
    }

    @Test
    void coresOnRabbitsAllowTheJobOntoThem() {
        assertEquals(
                JsonObject.parse(
                        """
                        {"resources":[{"type":"chassis","count":2,"with":[
                           {"type":"node","count":4,"exclusive":true,
                            "with":[{"type":"slot","count":1}]},
                           {"type":"storage_node","count":1,"with":[
                            {"type":"core","exclusive":true,"count":3}]}]}],
                         "attributes":{"system":{"duration":0,"allow_rabbits":true}}}
                        """),
                applied(options("8", "2", "3"), NODES));
    }

    @Test
    void nothingIsAskedForWithoutTheOption() {
        assertEquals(Optional.empty(), ChassisRequest.of(options("8", "", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "1.5"})
    void aCountIsAPositiveNumber(String count) {
        CommandFailure chassis =
                assertThrows(
                        CommandFailure.class, () -> ChassisRequest.of(options("8", count, "")));
        assertEquals(
                "error: argument --coral2-chassis: invalid positive_integer value: '" + count + "'",
                chassis.line());
        assertEquals(2, chassis.exitCode());
        CommandFailure cores =
                assertThrows(
                        CommandFailure.class, () -> ChassisRequest.of(options("8", "1", count)));
        assertEquals(
                "error: argument --coral2-rabbit-cores: invalid positive_integer value: '"
                        + count
                        + "'",
                cores.line());
    }

    @Test
    void coresOnRabbitsComeWithChassis() {
        assertEquals(
                "--coral2-rabbit-compute requires --coral2-chassis=N",
                assertThrows(FormatException.class, () -> ChassisRequest.of(options("5", "", "1")))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1 | --coral2-chassis option requires -N,--nodes",
                "x | 1 | --coral2-chassis option requires -N,--nodes",
                "1 | 3 | Nodecount (1) must be evenly divisible by chassis count (3)",
                "7 | 2 | Nodecount (7) must be evenly divisible by chassis count (2)",
            })
    void nodesThatCannotBeSpreadAreRefused(String nodes, String chassis, String message) {
        assertEquals(message, refusal(options(nodes, chassis, ""), NODES));
    }

    @Test
    void onlyNodesCanBeBelowChassis() {
        JsonObject slots = JsonObject.parse("{\"resources\":[{\"type\":\"slot\",\"count\":4}]}");
        assertEquals(
                "jobspec resources must have a single top-level 'node' entry, got 1 entries, first"
                        + " entry 'slot'",
                refusal(options("4", "1", ""), slots));
    }
}
