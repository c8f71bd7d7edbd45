package fluxj.job.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceCountTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    4                                                | 4 | 4 | false
                    {"min":2,"max":8}                                | 2 | 8 | false
                    {"min":2}                                        | 2 | 9223372036854775807 | false
                    {"min":2,"max":8,"operator":"*","operand":2}     | 2 | 8 | true
                    {"min":2,"max":81,"operator":"^","operand":2}    | 2 | 81 | true
                    {"min":2,"max":8,"operator":"+","operand":1}     | 2 | 8 | false
                    "3"                                              | 3 | 3 | false
                    "2-5"                                            | 2 | 5 | false
                    "[2-5]"                                          | 2 | 5 | false
                    "2+"                                             | 2 | 9223372036854775807 | false
                    "2+:1:+"                                         | 2 | 9223372036854775807 | false
                    "2-8:2:*"                                        | 2 | 8 | true
                    "2-8:2"                                          | 2 | 8 | true
                    "1,7-9"                                          | 1 | 9 | true
                    """)
    void readsEveryForm(String json, long min, long max, boolean isStepped) {
        assertEquals(
                new ResourceCount(min, max, isStepped), ResourceCount.of(JsonValue.parse(json)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    0                                             | integer count must be >= 1, got 0
                    -1                                            | integer count must be >= 1, got -1
                    true                                          | a boolean is no count
                    {}                                            | min must be an integer
                    {"min":0}                                     | min must be >= 1, got 0
                    {"min":2,"max":1}                             | max must be >= min, got max=1 min=2
                    {"min":2,"operator":"*","operand":2}          | unbounded count with operator='*' operand=2 cannot be expanded to a finite set
                    {"min":2,"max":4,"operator":"-"}              | operator '-' is not supported
                    {"min":2,"max":4,"operator":"*"}              | operator '*' requires operand > 1, got 1
                    {"min":1,"max":4,"operator":"^","operand":2}  | operator '^' requires min >= 2, got 1
                    {"min":1,"max":4,"operand":0}                 | additive operator requires operand > 0, got 0
                    "0,3"                                         | min must be >= 1, got 0
                    "x"                                           | 'x' is no range
                    "2-x"                                         | '2-x' is no range
                    "2:2"                                         | '2:2' is no range
                    "2-4:1:+:2"                                   | '2-4:1:+:2' is no range
                    "3,1"                                         | '3,1' is no range
                    """)
    void refusesOthers(String json, String text) {
        FluxException refused =
                assertThrows(FluxException.class, () -> ResourceCount.of(JsonValue.parse(json)));
        assertEquals("RFC 14 count: " + text, refused.text());
    }

    @Test
    void multipliesCountsOfCounts() {
        ResourceCount range = ResourceCount.of(JsonValue.parse("{\"min\":2,\"max\":8}"));
        assertEquals(new ResourceCount(6, 24, false), range.times(3));
        assertEquals(
                new ResourceCount(2, ResourceCount.UNBOUNDED, true),
                new ResourceCount(1, ResourceCount.UNBOUNDED, false)
                        .times(new ResourceCount(2, 4, true)));
    }

    @Test
    void refusesAProductBeyond64Bits() {
        assertThrows(FluxException.class, () -> ResourceCount.of(Long.MAX_VALUE - 1).times(2));
    }
}
