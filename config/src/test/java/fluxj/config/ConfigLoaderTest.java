package fluxj.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class ConfigLoaderTest {
    @TempDir private Path directory;

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void emptyFilesAndDirectoriesAreEmptyConfigurations() throws IOException {
        assertEquals(Config.EMPTY, ConfigLoader.load(directory.toString()));
        assertEquals(Config.EMPTY, ConfigLoader.load(write("null.toml", "")));
        assertEquals(Config.EMPTY, ConfigLoader.load(write("empty.json", "{}\n")));
    }

    @Test
    void mergesTheFilesOfADirectoryInNameOrder() throws IOException {
        write("b.toml", "[t]\nx = 2\n[t.u]\nq = 1\n");
        write("a.toml", "[t]\nx = 1\ny = 1\n[t.u]\np = 1\n");
        write("c.json", "{\"t\":{\"x\":3}}");
        write(".hidden.toml", "[t]\nx = 4\n");
        Config config = ConfigLoader.load(directory.toString());
        assertEquals("{\"t\":{\"x\":2,\"y\":1,\"u\":{\"p\":1,\"q\":1}}}", config.toString());
        assertEquals(
                Optional.of(new SourcePlace(directory + "/b.toml", 2, 1)), config.place("t.x"));
        assertEquals(
                Optional.of(new SourcePlace(directory + "/a.toml", 3, 1)), config.place("t.y"));
    }

    @Test
    void namesTheFileInEveryError() throws IOException {
        String missing = directory + "/noexist";
        assertFails("stat: " + missing + ": No such file or directory", missing);
        String toml = write("bad.toml", "[bootstrap]\nbad-toml\n");
        assertFails(toml + ":2:9: Unexpected end of line, expected . or =", toml);
        String array = write("array.json", "[1]");
        assertFails(array + ": JSON must be an object", array);
        String json = write("bad.json", "{\"a\":\n1,}");
        ConfigException refused =
                assertThrows(ConfigException.class, () -> ConfigLoader.load(json));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(json + ": "));
        String latin = write("latin.toml", "");
        Files.write(Path.of(latin), new byte[] {'a', '=', '"', (byte) 0xe9, '"'});
        assertFails(latin + ": text is not valid UTF-8", latin);
    }

    private static void assertFails(String message, String path) {
        assertEquals(
                message,
                assertThrows(ConfigException.class, () -> ConfigLoader.load(path)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tbon.zmqdebug=1 | {\"tbon\":{\"zmqdebug\":1,\"topo\":\"kary:2\"}}",
                "tbon.topo=kary:8 | {\"tbon\":{\"zmqdebug\":0,\"topo\":\"kary:8\"}}",
                "tbon.topo=\"x=y\" | {\"tbon\":{\"zmqdebug\":0,\"topo\":\"x=y\"}}",
                "tbon={} | {\"tbon\":{}}",
                "a.b=true | {\"tbon\":{\"zmqdebug\":0,\"topo\":\"kary:2\"},\"a\":{\"b\":true}}",
                "[tbon]\\nzmqdebug = 1\\n | {\"tbon\":{\"zmqdebug\":1,\"topo\":\"kary:2\"}}",
                "{\"tbon\":{\"zmqdebug\":1}} | {\"tbon\":{\"zmqdebug\":1,\"topo\":\"kary:2\"}}",
                "\\n {\"tbon\":\\n{\"topo\":1}} | {\"tbon\":{\"zmqdebug\":0,\"topo\":1}}",
            })
    void laysAConfOptionOverWhatWasThere(String value, String expected) {
        Config before = ConfigLoader.parseToml("tbon = {zmqdebug=0, topo=\"kary:2\"}", "x.toml");
        Config after = ConfigLoader.update(before, value.replace("\\n", "\n"));
        assertEquals(expected, after.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "notafile | notafile: No such file or directory",
                "=3 | value must have a key in KEY=VAL",
                "a..b=3 | setting a..b: Invalid argument",
                "s.b=3 | setting s.b: Invalid argument (s is not a table)",
                "a = 1\\nb | line 2, column 2: Unexpected end of input, expected . or =",
            })
    void refusesAConfOptionInFluxWords(String value, String message) {
        Config before = ConfigLoader.parseToml("s = 1", "x.toml");
        assertEquals(
                message,
                assertThrows(
                                ConfigException.class,
                                () -> ConfigLoader.update(before, value.replace("\\n", "\n")))
                        .getMessage());
        assertThrows(ConfigException.class, () -> ConfigLoader.update(before, "{bad"));
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        String key = "a" + ".a".repeat(100_000);
        assertThrows(ConfigException.class, () -> ConfigLoader.update(Config.EMPTY, key + "=1"));
        String toml = "a=" + "[".repeat(100_000);
        assertThrows(ConfigException.class, () -> ConfigLoader.parseToml(toml, "x.toml"));
        String json = "{\"a\":" + "[".repeat(100_000);
        assertThrows(ConfigException.class, () -> ConfigLoader.update(Config.EMPTY, json));
    }

    @Test
    void readsFilesNamedByAConfOption() throws IOException {
        String toml = write("x.toml", "[tbon]\nzmqdebug = 1\n");
        String json = write("x.json", "{\"tbon\":{\"zmqdebug\":2}}");
        assertEquals(
                "{\"tbon\":{\"zmqdebug\":1}}", ConfigLoader.update(Config.EMPTY, toml).toString());
        assertEquals(
                "{\"tbon\":{\"zmqdebug\":2}}",
                ConfigLoader.update(ConfigLoader.load(toml), json).toString());
    }

    @Test
    void forgetsThePlaceOfAKeyThatWasReplaced() {
        Config before = ConfigLoader.parseToml("[t]\na = 1\nab = 1\n", "x.toml");
        Config after = ConfigLoader.update(before, "t.a=2");
        assertEquals(Optional.empty(), after.place("t.a"));
        assertTrue(after.place("t.ab").isPresent());
        assertEquals("2", after.get("t.a").orElseThrow().toString());
        assertTrue(after.get("t.a.b").isEmpty());
    }
}
