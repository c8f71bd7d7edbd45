package fluxj.config.toml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TomlDocumentTest {

    @Test
    void becomesTheJsonFluxMakesOfIt() {
        TomlDocument document =
                TomlDocument.parse(
                        """
                        s = "text"
                        i = 0xff
                        r = 1.0
                        b = true
                        a = [1, "x", [2]]
                        t = 1979-05-27T07:32:00Z
                        l = 1979-05-27T07:32:00
                        [x.y]
                        "a.b" = {}
                        [[z]]
                        k = 1
                        [[z]]
                        """);
        assertEquals(
                """
                {"s":"text","i":255,"r":1.0,"b":true,"a":[1,"x",[2]],\
                "t":{"iso-8601-ts":"1979-05-27T07:32:00Z"},\
                "l":{"iso-8601-ts":"1979-05-27T07:32:00Z"},\
                "x":{"y":{"a.b":{}}},"z":[{"k":1},{}]}\
                """,
                document.root().toString());
    }

    @Test
    void knowsWhereEachKeyStands() {
        TomlDocument document =
                TomlDocument.parse(
                        "[bootstrap]\nhosts = [\n  { host = \"a\" },\n"
                                + "  { host = \"b\", bind = 1 },\n]\n");
        assertEquals(new TomlPlace(1, 1), document.places().get("bootstrap"));
        assertEquals(new TomlPlace(2, 1), document.places().get("bootstrap.hosts"));
        assertEquals(new TomlPlace(4, 3), document.places().get("bootstrap.hosts[1]"));
        assertEquals(new TomlPlace(4, 17), document.places().get("bootstrap.hosts[1].bind"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad-toml | 1 | 9",
                "a = 1\\na = 2 | 2 | 1",
                "a = [1, | 1 | 8",
                "a = \"x | 1 | 7",
                "a = 1979-05-27 | 1 | 1",
                "a = 07:32:00 | 1 | 1",
                "a = inf | 1 | 1",
                "b = 0\\na = [1, nan] | 2 | 9",
                "a = 1950-05-27T07:32:00Z | 1 | 1",
                "a = 99999999999999999999 | 1 | 5",
            })
    void namesLineAndColumnOfWhatItCannotRead(String text, int line, int column) {
        TomlException refused =
                assertThrows(
                        TomlException.class, () -> TomlDocument.parse(text.replace("\\n", "\n")));
        assertEquals(new TomlPlace(line, column), refused.place());
        assertFalse(String.valueOf(refused.getMessage()).contains("\n"));
    }
}
