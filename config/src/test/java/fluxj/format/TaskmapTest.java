package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.OptionalInt;

class TaskmapTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[0,1,3,1]] | (vector,(0,1,3)) | 3 | 1",
                "[[0,1,2,1],[1,1,1,1]] | (vector,(0,1,2),(1,1,1)) | 3 | 2",
                "[[0,4,4,1]] | (vector,(0,4,4)) | 16 | 4",
                "[[0,4,1,4]] | (vector,(0,4,1),(0,4,1),(0,4,1),(0,4,1)) | 16 | 4",
                "[[0,1,5,1],[1,3,1,1]] | (vector,(0,1,5),(1,3,1)) | 8 | 4",
            })
    void readsTheListFormAndPmis(String list, String vector, int tasks, int nodes) {
        Taskmap map = Taskmap.parse(list);
        assertEquals(vector, map.toProcessMapping());
        assertEquals(list, map.toString());
        assertEquals(list, map.toJson().toString());
        assertEquals(map, Taskmap.parse(vector));
        assertEquals(map, Taskmap.parse("{\"version\":1,\"map\":" + list + "}"));
        assertEquals(tasks, map.taskCount());
        assertEquals(nodes, map.nodeCount());
        int[] nodeOfTask = new int[tasks];
        for (int task = 0; task < tasks; task++) {
            nodeOfTask[task] = map.nodeOf(task).orElseThrow();
            assertTrue(map.tasksOn(nodeOfTask[task]).contains(task));
        }
        assertEquals(map.toString(), Taskmap.ofNodes(nodeOfTask).toString());
        assertEquals(OptionalInt.empty(), map.nodeOf(tasks));
        assertEquals(OptionalInt.empty(), map.nodeOf(-1));
    }

    @Test
    void emptyMappingsAreUnknown() {
        assertTrue(Taskmap.parse("").isUnknown());
        assertTrue(Taskmap.parse("[]").isUnknown());
        assertEquals("", Taskmap.UNKNOWN.toProcessMapping());
        assertEquals("[]", Taskmap.UNKNOWN.toString());
    }

    @Test
    void oneTaskPerNodeIsOneBlock() {
        assertEquals("[[0,11833,1,1]]", Taskmap.onePerNode(11_833).toString());
        assertEquals("0-2", Taskmap.parse("(vector,(0,1,3))").tasksOn(0).toString());
        assertEquals("", Taskmap.onePerNode(3).tasksOn(3).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[0,1,3]]",
                "[[0,1,3,0]]",
                "[[-1,1,3,1]]",
                "[[0,1,3,1.5]]",
                "[1]",
                "{}",
                "{\"version\":2,\"map\":[]}",
                "{\"version\":1}",
                "17",
                "[[0,1",
                "(vector,)",
                "(vector,(0,1))",
                "(vector,(0,1,x))",
                "(vector,(0,0,1))",
                "(vector,(0,1,1)",
                "x(vector,(0,1,1))",
                "[[0,2000000000,2000000000,2000000000]]",
                "[[2147483647,2,1,1]]",
            })
    void refusesWhatIsNoTaskmap(String text) {
        assertThrows(FormatException.class, () -> Taskmap.parse(text));
    }
}
