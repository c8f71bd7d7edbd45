package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class DirectivesTest {
    private static final JsonObject PRESETS =
            JsonObject.parse(
                    """
                    {"foo": "#DW foo", "bar": "#DW foo #DW bar", "baz": ["#DW foo", "#DW baz"],
                     "bad": 1, "worse": ["#DW foo", {}]}
                    """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // Upstream's own vectors.
                "\"#DW foo\" | [\"#DW foo\"]",
                "\"#DW foo #DW bar\" | [\"#DW foo\",\"#DW bar\"]",
                "[\"#DW foo\",\"#DW bar\"] | [\"#DW foo\",\"#DW bar\"]",
                "[\"#DW foo\",\"#DW bar #DW baz\"] | [\"#DW foo\",\"#DW bar\",\"#DW baz\"]",
                "\"foo\" | [\"#DW foo\"]",
                "\"bar\" | [\"#DW foo\",\"#DW bar\"]",
                "\"baz\" | [\"#DW foo\",\"#DW baz\"]",
                "[\"foo\",\"bar\"] | [\"#DW foo\",\"#DW foo\",\"#DW bar\"]",
                // A name between blanks, and texts without the token.
                "\"  foo\\n\" | [\"#DW foo\"]",
                "\"foo_test\" | [\"#DW foo_test\"]",
                "\"#DWfoo\" | [\"#DW #DWfoo\"]",
                "\"#DW\" | [\"#DW #DW\"]",
                // Over several lines, with blank pieces.
                "\"#DW jobdw a=1\\n  #DW  copy_in b=2 \\n\" | [\"#DW jobdw a=1\",\"#DW copy_in b=2\"]",
                "\"#DW #DW  #DW x\" | [\"#DW x\"]",
                "\"\" | []",
                "[] | []",
            })
    void severalMayStandInOneTextOrInAPreset(String dw, String expected) {
        assertEquals(
                JsonValue.parse(expected),
                JsonArray.ofTexts(Directives.of(JsonValue.parse(dw), PRESETS)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "5 | Malformed #DW directives, not list or string: 5",
                "null | Malformed #DW directives, not list or string: None",
                "true | Malformed #DW directives, not list or string: True",
                "1.5 | Malformed #DW directives, not list or string: 1.5",
                "{\"a\":[\"b\"]} | Malformed #DW directives, not list or string: {'a': ['b']}",
                "[\"#DW a\",1] | Malformed #DW directives, not list or string: ['#DW a', 1]",
                "{\"it's\":\"\\n\"} | Malformed #DW directives, not list or string: {\"it's\": '\\n'}",
                "\"bad\" | presets must be list or str but preset bad is <class 'int'>",
                "\"worse\" | presets must be list or str but preset worse is <class 'dict'>",
            })
    void whatIsNeitherAStringNorAListIsRefused(String dw, String message) {
        FluxException refusal =
                assertThrows(
                        FluxException.class, () -> Directives.of(JsonValue.parse(dw), PRESETS));
        assertEquals(message, refusal.getMessage());
        assertEquals(Errno.EINVAL, refusal.errno());
    }

    @Test
    void aPersistentFileSystemIsMadeByAnyDirectiveThatSaysSo() {
        assertTrue(
                Directives.createPersistent(
                        List.of("#DW jobdw name=a", "#DW create_persistent type=xfs name=b")));
        assertFalse(Directives.createPersistent(List.of("#DW persistentdw name=b")));
        assertFalse(Directives.createPersistent(List.of()));
    }
}
