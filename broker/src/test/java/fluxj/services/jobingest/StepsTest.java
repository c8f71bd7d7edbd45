package fluxj.services.jobingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.config.Config;
import fluxj.config.policy.QueuesConfig;
import fluxj.errors.FluxException;
import fluxj.job.spec.Jobspec;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobingest.JobIngestProtocol.Submit;
import fluxj.wire.Credentials;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the broker itself does to jobs that are submitted.
class StepsTest {
    private static final Jobspec PLAIN =
            new Jobspec(
                    JsonObject.parse(
                            """
                            {"resources":[{"type":"node","count":2,"with":[{"type":"slot",
                                "count":1,"label":"task","with":[{"type":"core","count":4}]}]}],
                             "tasks":[{"command":["true"],"slot":"task","count":{"per_slot":1}}],
                             "attributes":{"system":{"duration":0}},"version":1}
                            """));

    private static QueuesConfig config(String json) {
        return QueuesConfig.of(Config.of(JsonObject.parse(json)));
    }

    private static Jobspec after(LocalStage.Step step, Jobspec jobspec) {
        List<JsonObject> results = new ArrayList<>();
        step.take(
                        new SubmittedJob(
                                new Submit("", 16, 0),
                                new Credentials(1, Credentials.OWNER),
                                jobspec.json()))
                .then(
                        results::add,
                        error -> {
                            throw error;
                        });
        return new Jobspec(results.getFirst());
    }

    private static String refusal(LocalStage.Step step, Jobspec jobspec) {
        return assertThrows(FluxException.class, () -> after(step, jobspec)).text();
    }

    private static Jobspec inQueue(String name) {
        return PLAIN.withSystem("queue", JsonValue.of(name));
    }

    private static final QueuesConfig TWO_QUEUES =
            config(
                    """
                    {"policy":{"jobspec":{"defaults":{"system":{"duration":"1h","queue":"batch"}}}},
                     "queues":{"batch":{"requires":["a"]},
                        "debug":{"requires":["a","b"],
                            "policy":{"jobspec":{"defaults":{"system":{"duration":"5m"}}}}},
                        "all":{},
                        "part":{"parent":"debug"}}}
                    """);

    @Test
    void aJobWithoutQueueAndTimeGetsTheDefaults() {
        Jobspec changed = after(new Defaults(TWO_QUEUES), PLAIN);
        assertEquals(Optional.of("batch"), changed.queue());
        assertEquals(Optional.of(JsonValue.of(3600.0)), changed.system("duration"));
    }

    @Test
    void theDefaultsOfAQueueComeFirst() {
        assertEquals(300.0, after(new Defaults(TWO_QUEUES), inQueue("debug")).duration());
    }

    @Test
    void whatAJobSaysItselfStays() {
        Jobspec said = inQueue("debug").withSystem("duration", JsonValue.of(7.0));
        assertEquals(said, after(new Defaults(TWO_QUEUES), said));
    }

    @Test
    void aQueueThatThereIsNotIsRefused() {
        assertEquals(
                "Invalid queue 'x' specified", refusal(new Defaults(TWO_QUEUES), inQueue("x")));
        assertEquals(
                "Invalid queue 'x' specified", refusal(new Constraints(TWO_QUEUES), inQueue("x")));
    }

    @Test
    void oneOfTheQueuesMustBeNamed() {
        assertEquals(
                "no queue specified",
                refusal(new Defaults(config("{\"queues\":{\"a\":{}}}")), PLAIN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    batch | {}                           | {"properties":["a"]}
                    batch | {"properties":["c","a"]}     | {"properties":["c","a"]}
                    debug | {"properties":["a"]}         | {"properties":["a","b"]}
                    debug | {"hostlist":["h"]}           | {"and":[{"hostlist":["h"]},{"properties":["a","b"]}]}
                    part  | {}                           | {"properties":["a","b"]}
                    all   | {"hostlist":["h"]}           | {"hostlist":["h"]}
                    """)
    void theQueueAddsItsProperties(String queue, String given, String expected) {
        Jobspec jobspec = inQueue(queue);
        if (!given.equals("{}")) {
            jobspec = jobspec.withSystem("constraints", JsonObject.parse(given));
        }
        assertEquals(
                Optional.of(JsonObject.parse(expected)),
                after(new Constraints(TWO_QUEUES), jobspec).constraints());
    }

    @Test
    void aJobWithoutQueueKeepsItsConstraints() {
        assertEquals(PLAIN, after(new Constraints(TWO_QUEUES), PLAIN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 0 | Direct job submission disabled for all jobs in this instance. Please use flux-batch(1) or flux-alloc(1)
                    2 | 0 | Direct job submission disabled for jobs >= 2 nodes or 32 cores. Please use flux-batch(1) or flux-alloc(1)
                    0 | 8 | Direct job submission disabled for jobs >= 8 cores. Please use flux-batch(1) or flux-alloc(1)
                    """)
    void aJobThatIsNoInstanceIsRefused(int minnodes, int mincores, String text) {
        assertEquals(text, refusal(new RequireInstance(minnodes, mincores), PLAIN));
    }

    @Test
    void smallJobsNeedBeNoInstance() {
        assertEquals(PLAIN, after(new RequireInstance(3, 9), PLAIN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    ["flux","start","x"]
                    ["/usr/bin/flux","broker"]
                    """)
    void instancesPass(String command) {
        Jobspec instance =
                PLAIN.with(
                        "tasks",
                        JsonValue.parse("[{\"command\":" + command + ",\"slot\":\"task\"}]"));
        assertEquals(instance, after(new RequireInstance(0, 0), instance));
        Jobspec batch = PLAIN.withSystem("batch", JsonObject.EMPTY);
        assertEquals(batch, after(new RequireInstance(0, 0), batch));
    }

    private static Jobspec onRabbits(String allowed) {
        return PLAIN.withSystem("dw", JsonValue.of("#DW jobdw"))
                .withSystem("constraints", JsonObject.parse("{\"properties\":[\"a\"]}"))
                .withSystem("allow_rabbits", JsonValue.parse(allowed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "\"yes\"", "0.5", "[0]", "{\"a\":0}"})
    void aJobThatMayRunOnRabbitsFitsOnThemToo(String allowed) {
        assertEquals(
                Optional.of(
                        JsonObject.parse(
                                "{\"or\":[{\"properties\":[\"a\"]},"
                                        + "{\"properties\":[\"rabbit\"]}]}")),
                after(new RabbitNodes(), onRabbits(allowed)).constraints());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "\"\"", "null", "0.0", "[]", "{}"})
    void aJobThatMayNotRunOnRabbitsIsLeftAlone(String allowed) {
        Jobspec jobspec = onRabbits(allowed);
        assertEquals(jobspec, after(new RabbitNodes(), jobspec));
    }

    @Test
    void aJobWithoutStorageIsLeftAlone() {
        Jobspec jobspec = PLAIN.withSystem("allow_rabbits", JsonValue.of(true));
        assertEquals(jobspec, after(new RabbitNodes(), jobspec));
    }

    @Test
    void aJobOnRabbitsThatFitsAnywhereIsAMistake() {
        Jobspec jobspec =
                PLAIN.withSystem("dw", JsonValue.of(""))
                        .withSystem("allow_rabbits", JsonValue.of(1));
        assertEquals(
                "Misconfiguration: job must have constraints set. Is the constraints frobnicator"
                        + " plugin loaded?",
                refusal(new RabbitNodes(), jobspec));
    }
}
