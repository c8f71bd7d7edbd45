package fluxj.shellplugins.craypals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.shell.spi.ShellOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Optional;

/// The options of cray-pals (spec coral2 1.1, 1.2).
class PalsOptionsTest {
    private static ShellOptions options(String json) {
        return new ShellOptions(JsonObject.parse(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cray-pals          | true
                    simple,cray-pals   | true
                    cray-pals,         | true
                    ,cray-pals         | true
                    simple,,cray-pals  | true
                    simple, cray-pals  | false
                    Cray-Pals          | false
                    simple             | false
                    off                | false
                    """)
    void itIsActiveWhenThePmiOptionNamesIt(String pmi, boolean active) {
        assertEquals(active, PalsOptions.isActive(options("{\"pmi\":\"" + pmi + "\"}")));
    }

    @Test
    void itIsNotActiveWithoutThePmiOptionAndThatMustBeText() {
        assertFalse(PalsOptions.isActive(options("{}")));
        FluxException error =
                assertThrows(
                        FluxException.class, () -> PalsOptions.isActive(options("{\"pmi\":42}")));
        assertEquals("pmi shell option must be a string", error.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "foo"                       | options: Expected object, got string
                    {"bar":1}                   | options: 1 object item(s) left unpacked: bar
                    {"no-edit-env":true}        | options: Expected integer, got true
                    {"apinfo-version":"x"}      | options: Expected integer, got string
                    {"pmi-bootstrap":"on"}      | .pmi-bootstrap: Expected array, got string
                    {"pmi-bootstrap":[1,2]}     | .pmi-bootstrap: Array index 2 out of range
                    {"pmi-bootstrap":[1,2,3,4]} | .pmi-bootstrap: 1 array item(s) left unpacked
                    {"pmi-bootstrap":[1,2,"x"]} | .pmi-bootstrap: Expected integer, got string
                    {"timeout":"x"}             | options: Expected real or integer, got string
                    """)
    void whatIsWrongIsNamed(String value, String why) {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> PalsOptions.of(options("{\"cray-pals\":" + value + "}")));
        String space = why.startsWith(".") ? "" : " ";
        assertEquals("error parsing cray-pals" + space + why, error.text());
    }

    @Test
    void allThatIsThereIsRead() {
        PalsOptions read =
                PalsOptions.of(
                        options(
                                """
                                {"cray-pals":{"no-edit-env":1,"apinfo-version":1,
                                "pmi-bootstrap":[11,22,-33],"timeout":2.5}}"""));
        assertFalse(read.editsPath());
        assertEquals(1, read.apinfoVersion());
        assertEquals(Optional.of(new ControlPorts(11, 22, -33)), read.bootstrap());
        assertEquals(Optional.of(Duration.ofMillis(2500)), read.timeout());
        PalsOptions none = PalsOptions.of(options("{\"cray-pals\":{\"pmi-bootstrap\":\"off\"}}"));
        assertFalse(none.wantsBootstrap());
        assertTrue(none.editsPath());
        assertEquals(5, none.apinfoVersion());
        assertEquals(
                Optional.empty(),
                PalsOptions.of(options("{\"cray-pals\":{\"timeout\":-1}}")).timeout());
    }
}
