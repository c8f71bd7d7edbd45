package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;

class ProctableTest {
    private static void ranges(String json, Long... values) {
        Rangelist list = new Rangelist(List.of(values));
        assertEquals(json, list.toJson().toString());
        JsonArray read = JsonObject.parse("{\"x\":" + json + "}").array("x").orElseThrow();
        assertEquals(list, Rangelist.of(read));
    }

    @Test
    void numbersAreDistancesRunsAndRepeats() {
        ranges("[]");
        ranges("[5]", 5L);
        ranges("[[0,3]]", 0L, 1L, 2L, 3L);
        ranges("[[5,-2]]", 5L, 5L, 5L);
        ranges("[5,-3,8]", 5L, 2L, 10L);
        ranges("[[0,1],[2,1,1]]", 0L, 1L, 3L, 4L, 6L, 7L);
        ranges("[[1,-1,1]]", 1L, 1L, 2L, 2L);
    }

    private static void names(String json, String... values) {
        Namelist list = new Namelist(List.of(values));
        assertEquals(json, list.toJson().toString());
        JsonArray read = JsonObject.parse("{\"x\":" + json + "}").array("x").orElseThrow();
        assertEquals(list, Namelist.of(read));
    }

    @Test
    void namesShareTheirPrefix() {
        names("[\"foo\"]", "foo");
        names("[[\"foo\",[[0,2]]]]", "foo0", "foo1", "foo2");
        names("[[\"vm\",[[-1,-1]]]]", "vm", "vm");
        names("[\"foo01\",\"bar7\"]", "foo01", "bar7");
        names("[[\"a0\",[[1,1]]],\"a10\"]", "a01", "a02", "a10");
    }
}
