package fluxj.job.spec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class JobspecValidatorTest {
    private static final ConstraintValidator HOSTS =
            new ConstraintValidator(Optional.of(Hostlist.parse("n[0-3]")));
    private static final JobspecValidator VERSION_1 = new JobspecValidator(true, HOSTS);
    private static final JobspecValidator ANY = new JobspecValidator(false, HOSTS);

    private static JsonObject jobspec() {
        return JsonObject.parse(
                """
                {"resources":[{"type":"slot","count":1,"label":"task",
                    "with":[{"type":"core","count":1},{"type":"gpu","count":0}]}],
                 "tasks":[{"command":["true"],"slot":"task","count":{"per_slot":1}}],
                 "attributes":{"system":{"duration":0,"constraints":{"and":[
                    {"hostlist":["n1"]},{"not":[{"ranks":["0-1"]}]},{"properties":["^a","b"]}]},
                    "dependencies":[{"scheme":"afterok","value":"1"}]},"user":{}},
                 "version":1}
                """);
    }

    private static String refusal(JobspecValidator validator, JsonObject jobspec) {
        return assertThrows(FormatException.class, () -> validator.validate(jobspec)).getMessage();
    }

    private static JsonObject withResource(String resource) {
        return jobspec().with("resources", JsonValue.parse("[" + resource + "]"));
    }

    @Test
    void takesAJobspecOfVersion1() {
        assertDoesNotThrow(() -> VERSION_1.validate(jobspec()));
        assertDoesNotThrow(() -> ANY.validate(jobspec()));
    }

    @Test
    void takesOtherVersionsOnlyWhenAnyWillDo() {
        JsonObject other = jobspec().with("version", JsonValue.of(2));
        assertEquals("version must be 1", refusal(VERSION_1, other));
        assertDoesNotThrow(() -> ANY.validate(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    resources  | 1                                | resources must be a sequence
                    resources  | [1]                              | resource must be a mapping
                    tasks      | {}                               | tasks must be a sequence
                    tasks      | [1]                              | task must be a mapping
                    tasks      | [{"slot":"a","count":{}}]        | Missing key (command)
                    tasks      | [{"command":["a"],"slot":"a","count":1}]  | count must be a mapping
                    tasks      | [{"command":["a"],"slot":"a","count":{}}] | count must have exactly one key set
                    tasks      | [{"command":["a"],"slot":"a","count":{"x":1}}] | count per_slot, per_resource, or total must be set
                    tasks      | [{"command":["a"],"slot":"a","count":{"total":0}}] | count total must be > 0
                    tasks      | [{"command":["a"],"slot":"a","count":{"total":"a"}}] | count total must be an int
                    tasks      | [{"command":["a"],"slot":"a","count":{"per_slot":0}}] | count per_slot must be > 0
                    tasks      | [{"command":["a"],"slot":"a","count":{"per_resource":{}}}] | count per_slot or total must be set
                    tasks      | [{"command":["a"],"slot":1,"count":{"total":1}}] | slot must be a string
                    tasks      | [{"command":[],"slot":"a","count":{"total":1}}] | command array cannot have length of zero
                    tasks      | [{"command":[1],"slot":"a","count":{"total":1}}] | command must be a list of strings
                    tasks      | [{"command":"a","slot":"a","count":{"total":1}}] | command must be a list of strings
                    tasks      | [{"command":["a"],"slot":"a","count":{"total":1},"attributes":1}] | attributes must be a mapping
                    version    | "1"                              | version must be 1
                    foo        | "bar"                            | Extraneous key (foo)
                    attributes | null                             | attributes must be a mapping
                    attributes | {"system":{"duration":0},"x":{}} | Extraneous key (x)
                    attributes | {}                               | attributes.system is a required key
                    attributes | {"system":{}}                    | attributes.system.duration is a required key
                    attributes | {"system":{"duration":"1h"}}     | attributes.system.duration must be a number
                    """)
    void refusesParts(String key, String json, String text) {
        assertEquals(text, refusal(VERSION_1, jobspec().with(key, JsonValue.parse(json))));
    }

    @Test
    void namesAKeyThatIsMissing() {
        assertEquals(
                "Missing key (tasks)", refusal(ANY, jobspec().toBuilder().remove("tasks").build()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"count":1}                              | type is a required key for resources
                    {"type":1,"count":1}                     | type must be a string
                    {"type":"slot","label":"a"}              | count is a required key for resources
                    {"type":"slot","count":1.5,"label":"a"}  | count must be an int or mapping
                    {"type":"core","count":0}                | node, slot, or core count must be > 0
                    {"type":"gpu","count":-1}                | count must be >= 0
                    {"type":"slot","count":1}                | slots must have labels
                    {"type":"core","count":1,"unit":1}       | unit must be a string
                    {"type":"core","count":1,"exclusive":3}  | exclusive must be a boolean
                    {"type":"core","count":1,"with":1}       | with must be a sequence
                    {"type":"core","count":{"max":1}}        | min must be in range
                    {"type":"core","count":{"min":"a"}}      | min must be an int
                    {"type":"core","count":{"min":1,"a":1}}  | Extraneous key (a)
                    {"type":"core","count":{"min":2,"max":1}} | max must be >= min
                    {"type":"core","count":{"min":1,"operand":1}} | operand and operator must both be in range if either is
                    {"type":"core","count":{"min":1,"operand":2,"operator":"ab"}} | operator must be a single character str
                    {"type":"core","count":{"min":1,"operand":2,"operator":"-"}} | operator must be one of ['+', '*', '^']
                    {"type":"core","count":{"min":1,"operand":1,"operator":"*"}} | operand must be > 1 for '*' or '^' operator
                    {"type":"core","count":{"min":1,"operand":2,"operator":"^"}} | min must be > 1 for '^' operator
                    {"type":"core","count":"a"}              | count string must be a valid idset or range
                    {"type":"core","count":"a-2"}            | invalid literal for int() with base 10: 'a'
                    """)
    void refusesResources(String resource, String text) {
        assertEquals(text, refusal(ANY, withResource(resource)));
    }

    @Test
    void takesRangesOnlyWhenAnyVersionWillDo() {
        for (String count :
                new String[] {"{\"min\":1,\"max\":3}", "\"1-8:2:*\"", "\"1,3\"", "\"2+\""}) {
            JsonObject range =
                    withResource("{\"type\":\"core\",\"count\":" + count + "}")
                            .with("version", JsonValue.of(2));
            assertDoesNotThrow(() -> ANY.validate(range), count);
        }
        assertEquals(
                "resource count must be an integer for type 'core' (got 'dict')",
                refusal(VERSION_1, withResource("{\"type\":\"core\",\"count\":{\"min\":1}}")));
        assertEquals(
                "resource count must be an integer for type 'core' (got 'str')",
                refusal(VERSION_1, withResource("{\"type\":\"core\",\"count\":\"1-2\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    constraints  | []                          | constraints must be a mapping
                    constraints  | {"foo":[]}                  | unknown constraint operator 'foo'
                    constraints  | {"and":{}}                  | argument to constraint and must be a sequence
                    constraints  | {"or":[1]}                  | constraints must be a mapping
                    constraints  | {"properties":["a&b"]}      | invalid character in property 'a&b'
                    constraints  | {"properties":[1]}          | argument to constraint properties must be strings
                    constraints  | {"hostlist":["n9,n1"]}      | host constraint contains invalid hosts: host 'n9' not found
                    constraints  | {"hostlist":["n[8-9]"]}     | host constraint contains invalid hosts: hosts 'n[8-9]' not found
                    dependencies | {}                          | attributes.system.dependencies must be a list
                    dependencies | [1]                         | dependency must be a mapping
                    dependencies | [{"scheme":"a"}]            | Missing key (value)
                    dependencies | [{"scheme":1,"value":"a"}]  | dependency scheme must be a string
                    dependencies | [{"scheme":"a","value":1}]  | dependency value must be a string
                    """)
    void refusesSystemAttributes(String key, String json, String text) {
        JsonObject changed = new Jobspec(jobspec()).withSystem(key, JsonValue.parse(json)).json();
        assertEquals(text, refusal(VERSION_1, changed));
    }

    @Test
    void takesAnyHostWhenTheHostsAreNotKnown() {
        ConstraintValidator anywhere = new ConstraintValidator(Optional.empty());
        assertDoesNotThrow(() -> anywhere.validate(JsonObject.parse("{\"hostlist\":[\"mars\"]}")));
    }
}
