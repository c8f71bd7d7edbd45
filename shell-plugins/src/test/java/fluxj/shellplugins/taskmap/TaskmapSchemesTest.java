package fluxj.shellplugins.taskmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Taskmap;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class TaskmapSchemesTest {
    private static final Taskmap TWO_BY_TWO = Taskmap.parse("[[0,2,2,1]]");

    @Test
    void cyclicDealsOneTaskToEachNode() {
        assertEquals("[[0,2,1,2]]", CyclicScheme.of("").apply(TWO_BY_TWO).toString());
    }

    @Test
    void cyclicWithAStrideDealsSoManyAtATime() {
        assertEquals("[[0,2,2,1]]", CyclicScheme.of("2").apply(TWO_BY_TWO).toString());
    }

    @Test
    void cyclicPassesOverNodesThatAreFull() {
        Taskmap uneven = Taskmap.parse("[[0,1,3,1],[1,1,1,1]]");
        assertEquals(
                List.of(0, 1, 0, 0),
                IntStream.range(0, 4)
                        .map(task -> CyclicScheme.of("").apply(uneven).nodeOf(task).getAsInt())
                        .boxed()
                        .toList());
    }

    @Test
    void cyclicRefusesAStrideThatIsNone() {
        for (String wrong : List.of("0", "-1", "x", "2x")) {
            FluxException error = assertThrows(FluxException.class, () -> CyclicScheme.of(wrong));
            assertEquals("invalid cyclic stride: " + wrong, error.getMessage());
        }
    }

    @Test
    void hostfileFollowsTheOrderOfTheFileAndBeginsAgain() {
        HostfileScheme scheme = HostfileScheme.of(List.of("b", "", "a"));
        assertEquals(
                "[[1,1,1,1],[0,2,1,1],[0,1,1,1]]",
                scheme.apply(TWO_BY_TWO, Hostlist.parse("a,b")).toString());
    }

    @Test
    void hostfileRefusesAHostThatIsNotTheJobs() {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                HostfileScheme.of(List.of("c"))
                                        .apply(TWO_BY_TWO, Hostlist.parse("a,b")));
        assertEquals("host c not found in job nodelist", error.getMessage());
    }

    @Test
    void hostfileThatNamesNobodyIsRefused() {
        assertThrows(
                FluxException.class,
                () -> HostfileScheme.of(List.of(" ")).apply(TWO_BY_TWO, Hostlist.parse("a,b")));
    }
}
