package fluxj.shellplugins.pmi;

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

import java.util.Optional;
import java.util.OptionalInt;

class PmiOptionsTest {
    private static PmiOptions read(String json) {
        return PmiOptions.of(new ShellOptions(JsonObject.parse(json)));
    }

    @Test
    void withoutOptionsPmiIsServed() {
        assertEquals(
                new PmiOptions(true, Optional.empty(), OptionalInt.empty(), false), read("{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "simple,true",
        "'cray-pals,simple',true",
        "'simple,unknown',true",
        "pmi1,true",
        "pmi2,true",
        "off,false",
        "unknown,false",
        "'simpler,off',false"
    })
    void aListWithoutSimpleTurnsItOff(String list, boolean served) {
        assertEquals(served, read("{\"pmi\":\"" + list + "\"}").enabled());
    }

    @Test
    void anotherNameForSimpleIsKnownAsOne() {
        assertEquals(Optional.of("pmi2"), read("{\"pmi\":\"pmi1,pmi2\"}").alias());
        assertEquals(Optional.empty(), read("{\"pmi\":\"pmi1,simple\"}").alias());
    }

    @Test
    void theExchangeHasAFanoutAndTheMapCanBeLeftOut() {
        PmiOptions options = read("{\"pmi-simple\":{\"exchange\":{\"k\":5},\"nomap\":1}}");
        assertEquals(OptionalInt.of(5), options.fanout());
        assertTrue(options.nomap());
        assertFalse(read("{\"pmi-simple\":{\"nomap\":0}}").nomap());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pmi\":{\"x\":1}} | pmi shell option must be a string",
                "{\"pmi-simple\":\"x\"} | error parsing pmi-simple shell option",
                "{\"pmi-simple\":{\"kvs\":\"native\"}} | Unknown kvs implementation native",
                "{\"pmi-simple\":{\"x\":1}} | option error: 1 object item(s) left unpacked: x",
                "{\"pmi-simple\":{\"nomap\":\"x\"}} | option error: Expected integer, got string",
                "{\"pmi-simple\":{\"exchange\":{\"k\":\"x\"}}} | option error: Expected integer, got"
                        + " string",
                "{\"pmi-simple\":{\"exchange\":1}} | option error: Expected object, got integer"
            })
    void whatItCannotReadIsRefusedInFluxWords(String json, String text) {
        assertEquals(text, assertThrows(FluxException.class, () -> read(json)).getMessage());
    }

    @Test
    void optionsOfWhatIsOffAreNotRead() {
        assertFalse(read("{\"pmi\":\"off\",\"pmi-simple\":{\"x\":1}}").enabled());
    }
}
