package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.format.FormatException;
import fluxj.json.JsonValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConstraintTest {
    private static final ResourceSet SET =
            Rv1.parse(
                    """
                    {"version":1,"execution":{"R_lite":[{"rank":"0-5","children":{"core":"0-3"}}],\
                    "nodelist":["a[0-2],b,b,c"],"properties":{"x":"0-3","y":"2-5"}}}""");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{};0-5",
                "{\"properties\":[]};0-5",
                "{\"properties\":[\"x\"]};0-3",
                "{\"properties\":[\"x\",\"y\"]};2-3",
                "{\"properties\":[\"x\",\"^y\"]};0-1",
                "{\"properties\":[\"z\"]};``",
                "{\"properties\":[\"^z\"]};0-5",
                "{\"properties\":[\"b\"]};3-4",
                "{\"properties\":[\"^b\"]};0-2,5",
                "{\"hostlist\":[\"a[1-2]\",\"c,nobody\"]};1-2,5",
                "{\"hostlist\":[\"b\"]};3-4",
                "{\"hostlist\":[]};``",
                "{\"ranks\":[\"0-1\",\"5-9\"]};0-1,5",
                "{\"ranks\":[\"2000000000\"]};``",
                "{\"and\":[{\"properties\":[\"x\"]},{\"ranks\":[\"3-4\"]}]};3",
                "{\"or\":[{\"properties\":[\"x\"]},{\"ranks\":[\"3-4\"]}]};0-4",
                "{\"not\":[{\"properties\":[\"x\"]},{\"ranks\":[\"3-4\"]}]};0-2,4-5",
                "{\"and\":[]};0-5",
                "{\"or\":[]};0-5",
                "{\"not\":[]};``",
                "{\"not\":[{\"not\":[{\"hostlist\":[\"c\"]}]}]};5",
            })
    void ranksThatSatisfyIt(String constraint, String ranks) {
        assertEquals(
                ranks,
                new ResourceSetNodes(SET)
                        .matching(ConstraintReader.read(JsonValue.parse(constraint)))
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[];constraint must be JSON object",
                "{\"and\":[],\"or\":[]};constraint must only contain 1 element",
                "{\"foo\":[]};unknown constraint operator: foo",
                "{\"and\":[{\"foo\":[]}]};unknown constraint operator: foo",
                "{\"and\":{}};and operator value must be an array",
                "{\"not\":1};not operator value must be an array",
                "{\"properties\":\"x\"};properties value must be an array",
                "{\"properties\":[1]};non-string property specified",
                "{\"properties\":[\"a&b\"]};invalid character '&' in property \"a&b\"",
                "{\"ranks\":[\"1-0\"]};invalid idset '1-0' in [\"1-0\"]",
                "{\"hostlist\":[\"a\",\"b[\"]};invalid hostlist 'b[' in [\"a\",\"b[\"]",
            })
    void whatIsNoConstraintIsRefused(String constraint, String message) {
        assertEquals(
                message,
                assertThrows(
                                FormatException.class,
                                () -> ConstraintReader.read(JsonValue.parse(constraint)))
                        .getMessage());
    }
}
