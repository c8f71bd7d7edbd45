package fluxj.cli.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.json.JsonObject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class JobPatternTest {
    /// The job is `ƒ1234`, which is 3,483, and named `sleep`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^sl | true",
                "ee | true",
                "lee$ | false",
                "sl..p | true",
                "100..3483 | true",
                "f1234..f1234 | true",
                "100..200 | false",
                "100..3483 sleep | true",
                "100..3483 ^wake | false",
                "name:sl..p | true",
                "name:100..3483 | false",
            })
    void aJobIsFoundByNameOrIdOrBoth(String words, boolean isFound) {
        JsonObject job = JsonObject.parse("{\"id\":3483,\"name\":\"sleep\"}");
        assertEquals(isFound, JobPattern.of(List.of(words.split(" "))).matches(job));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b | Only one pattern can be provided",
                "[ | unclosed character class at position 0",
                "a* * | Only one pattern can be provided",
                "* | dangling meta character '*' at position 0",
            })
    void whatIsNoPatternIsRefused(String words, String problem) {
        List<String> expressions = List.of(words.split(" "));
        assertEquals(
                problem,
                assertThrows(IllegalArgumentException.class, () -> JobPattern.of(expressions))
                        .getMessage());
    }
}
