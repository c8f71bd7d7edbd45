package fluxj.shellplugins.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.format.Idset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class CoreSharesTest {
    private static final List<Idset> CORES =
            List.of(Idset.of(0, 4), Idset.of(1, 5), Idset.of(2, 6), Idset.of(3, 7));

    private static String text(List<Idset> sets) {
        return String.join(" ", sets.stream().map(Idset::toString).toList());
    }

    /// What hwloc-distrib(1) prints for such a machine.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|0-7",
                "2|0-1,4-5 2-3,6-7",
                "3|0,4 1,5 2-3,6-7",
                "4|0,4 1,5 2,6 3,7",
                "6|0,4 0,4 1,5 2,6 2,6 3,7"
            })
    void tasksShareCores(int tasks, String shares) {
        assertEquals(shares, text(CoreShares.distribute(CORES, tasks)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1;0|1 0 1",
                "1|1 1 1",
                "0x1;0x2|0 1 0",
                "0xf,0xf;0-3|0-3,32-35 0-3 0-3,32-35",
                "7;4-6;1;2|7 4-6 1"
            })
    void mapsGiveEachTaskASet(String map, String sets) {
        assertEquals(sets, text(IdMaps.parse(map, 3)));
    }

    @Test
    void emptySetsAreRefused() {
        for (String map : List.of("0x0;1", "x", "0xg", "1;-1")) {
            FluxException error =
                    assertThrows(FluxException.class, () -> IdMaps.parse(map, 2), map);
            assertEquals(true, error.text().endsWith("contains no cores or is invalid"));
        }
        assertThrows(FluxException.class, () -> IdMaps.parse("", 2));
    }
}
