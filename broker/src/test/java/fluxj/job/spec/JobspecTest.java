package fluxj.job.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class JobspecTest {
    private static final Jobspec JOBSPEC =
            new Jobspec(
                    JsonObject.parse(
                            """
                            {"resources":[{"type":"slot","count":1,"label":"task",
                                "with":[{"type":"core","count":1}]}],
                             "tasks":[{"command":["echo","hi"],"slot":"task",
                                "count":{"per_slot":1}}],
                             "attributes":{"system":{"duration":60,"environment":{"A":"b"},
                                "cwd":"/tmp","queue":"batch","job":{"name":"greet"},
                                "shell":{"options":{"verbose":2}},
                                "dependencies":[{"scheme":"afterany","value":"1"}],
                                "constraints":{"hostlist":["vm"]}}},
                             "version":1}
                            """));

    @Test
    void readsWhatItSays() {
        assertEquals(1, JOBSPEC.resources().nslots());
        assertEquals(60.0, JOBSPEC.duration());
        assertEquals(Optional.of("batch"), JOBSPEC.queue());
        assertEquals(Optional.of("greet"), JOBSPEC.name());
        assertEquals(Optional.of("/tmp"), JOBSPEC.cwd());
        assertEquals("{\"A\":\"b\"}", JOBSPEC.environment().toString());
        assertEquals(
                Optional.of(JsonObject.parse("{\"hostlist\":[\"vm\"]}")), JOBSPEC.constraints());
        assertEquals(List.of("echo", "hi"), JOBSPEC.command());
        assertEquals(Optional.of(JsonValue.of(2)), JOBSPEC.system("shell.options.verbose"));
        assertEquals("afterany", JOBSPEC.dependencies().getFirst().scheme());
        assertEquals("1", JOBSPEC.dependencies().getFirst().value());
    }

    @Test
    void takesWhatIsNotThereAsAbsent() {
        Jobspec empty = new Jobspec(JsonObject.EMPTY);
        assertEquals(0.0, empty.duration());
        assertEquals(Optional.empty(), empty.queue());
        assertEquals(List.of(), empty.command());
        assertEquals(List.of(), empty.dependencies());
        assertEquals(JsonObject.EMPTY, empty.environment());
        assertSame(empty, empty.redacted());
    }

    @Test
    void setsOneValueAndLeavesTheRest() {
        Jobspec longer = JOBSPEC.withSystem("duration", JsonValue.of(90.0));
        assertEquals(90.0, longer.duration());
        assertEquals(JOBSPEC.queue(), longer.queue());
        assertEquals(60.0, JOBSPEC.duration());
        assertEquals(
                "{\"attributes\":{\"user\":{\"a\":{\"b\":1}}}}",
                new Jobspec(JsonObject.EMPTY)
                        .with("attributes.user.a.b", JsonValue.of(1))
                        .json()
                        .toString());
    }

    @Test
    void leavesOutTheEnvironmentOnly() {
        assertEquals(JsonObject.EMPTY, JOBSPEC.redacted().environment());
        assertEquals(JOBSPEC.cwd(), JOBSPEC.redacted().cwd());
    }
}
