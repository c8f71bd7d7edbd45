package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MappingFileTest {
    private static final MappingFile FILE =
            MappingFile.of(
                    JsonObject.parse(
                            """
                            {"computes": {"c1": "r1", "c2": "r1", "c3": "r2"},
                             "rabbits": {"r2": {"capacity": 1, "hostlist": "c3"},
                                         "r1": {"capacity": 2, "hostlist": "c[1-2]"}}}
                            """));

    private static String message(Executable wrong) {
        return String.valueOf(assertThrows(FluxException.class, wrong).getMessage());
    }

    @Test
    void namesAreSortedAndEachIsThereOnce() {
        assertEquals("r[1-2]", FILE.allRabbits().toString());
        assertEquals("r[1-2]", FILE.rabbitsOf(Hostlist.parse("c3,c[1-2],c1")).toString());
        assertEquals("c[1-3]", FILE.computesOf(Hostlist.parse("r2,r1,r2")).toString());
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertEquals(
                "Could not find compute c9",
                message(() -> FILE.rabbitsOf(Hostlist.parse("c1,c9,c8x"))));
        assertEquals(
                "Could not find rabbit c1", message(() -> FILE.computesOf(Hostlist.parse("c1"))));
    }

    @Test
    void aHalfThatIsMissingIsNoticedWhenItIsNeeded() {
        MappingFile half = MappingFile.of(JsonObject.parse("{\"computes\":{\"c1\":\"r1\"}}"));
        assertEquals("r1", half.rabbitsOf(Hostlist.parse("c1")).toString());
        assertEquals(
                "malformed rabbit mapping: Object item not found: rabbits",
                message(half::allRabbits));
    }

    @Test
    void aFileOfAnotherShapeIsRefused() {
        assertEquals(
                "malformed rabbit mapping: Expected string, got integer: c1",
                message(() -> MappingFile.of(JsonObject.parse("{\"computes\":{\"c1\":1}}"))));
        MappingFile hosts =
                MappingFile.of(JsonObject.parse("{\"rabbits\":{\"r1\":{\"hostlist\":\"c[\"}}}"));
        assertEquals(
                "malformed rabbit mapping: c[: ",
                message(() -> hosts.computesOf(Hostlist.parse("r1"))).substring(0, 30));
    }
}
