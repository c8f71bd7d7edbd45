package fluxj.shellplugins.coprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class CoprocessSpecTest {
    private static List<CoprocessSpec> parse(String option) {
        return CoprocessSpec.of(JsonObject.parse("{\"o\":" + option + "}").get("o").orElseThrow());
    }

    @Test
    void whatIsNotSaidIsUsual() {
        CoprocessSpec spec = parse("{\"mon\":{\"command\":[\"top\",\"-b\"]}}").getFirst();
        assertEquals(List.of("top", "-b"), spec.command());
        assertEquals("coproc-mon-{{id}}.log", spec.output());
        assertTrue(spec.isOn(7));
    }

    @Test
    void ranksAreSomeShells() {
        CoprocessSpec spec =
                parse("{\"a\":{\"command\":[\"x\"],\"ranks\":\"1-2\",\"output\":\"f\"}}")
                        .getFirst();
        assertFalse(spec.isOn(0));
        assertTrue(spec.isOn(2));
        assertEquals("f", spec.output());
        assertTrue(parse("{\"a\":{\"command\":[\"x\"],\"ranks\":\"all\"}}").getFirst().isOn(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "nope"                                | coprocess option must be a non-empty object
                    {}                                    | coprocess option must be a non-empty object
                    1                                     | coprocess option must be a non-empty object
                    {"m":7}                               | m: Expected object, got integer
                    {"m":{}}                              | m: command must be a non-empty array
                    {"m":{"command":"x"}}                 | m: command must be a non-empty array
                    {"m":{"command":[]}}                  | m: command must be a non-empty array
                    {"m":{"command":[1]}}                 | m: command elements must be strings
                    {"m":{"command":["x"],"ranks":"a-b"}} | m: invalid ranks 'a-b'
                    {"m":{"command":["x"],"output":1}}    | m.output: Expected string, got integer
                    {"m":{"command":["x"],"foo":1}}       | m: unknown key foo
                    """)
    void whatIsWrongIsSaid(String option, String text) {
        assertEquals(text, assertThrows(FluxException.class, () -> parse(option)).getMessage());
    }
}
