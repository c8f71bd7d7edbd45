package fluxj.shellplugins.craypals;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Taskmap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The apinfo file against those that flux-coral2's C library wrote (spec coral2 1.7, 1.8).
class ApinfoTest {
    private static final String FOLDER = "/golden/coral2/apinfo/";

    private static byte[] read(String name) throws IOException {
        try (InputStream in = ApinfoTest.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new AssertionError("no " + name);
            }
            return in.readAllBytes();
        }
    }

    /// Lines of name, version, hosts, task map, cpus per task, size and digest, with tabs.
    static List<String> lines() throws IOException {
        return new String(read("INDEX.tsv"), StandardCharsets.UTF_8).lines().toList();
    }

    private static String value(String column) {
        return column.substring(column.indexOf('=') + 1);
    }

    private static Apinfo of(String line) {
        String[] columns = line.split("\t");
        return new Apinfo(
                Integer.parseInt(columns[1].substring(1)),
                Hostlist.parse(value(columns[2])),
                Taskmap.parse(value(columns[3])),
                Integer.parseInt(value(columns[4])));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void isByteForByteThatOfTheLibrary(String line) throws IOException {
        String[] columns = line.split("\t");
        assertArrayEquals(
                read(columns[0] + "." + columns[1] + ".bin"), of(line).encode(), columns[0]);
    }

    @Test
    void thereAreSixteenFiles() throws IOException {
        assertEquals(16, lines().size());
    }

    @ParameterizedTest
    @MethodSource("lines")
    void tasksMustBeWhereNodesAreAndNodesMustHaveTasks(String line) {
        Apinfo apinfo = of(line);
        switch (line.split("\t")[0]) {
            case "badnode" ->
                    assertEquals(
                            "apinfo check failed: pes[1].nodeidx >= nnodes (1)",
                            assertThrows(FluxException.class, apinfo::check).text());
            case "unreferenced" ->
                    assertEquals(
                            "apinfo check failed: no PE references nodeid 2 (test2)",
                            assertThrows(FluxException.class, apinfo::check).text());
            default -> assertDoesNotThrow(apinfo::check);
        }
    }

    @Test
    void otherVersionsAreRefused() {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> new Apinfo(3, Hostlist.parse("a"), Taskmap.onePerNode(1), 1));
        assertEquals("Error creating apinfo v3 object", error.text());
    }
}
