package fluxj.services.jobmanager.plugins.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Collectors;

class SliceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[:]; 0 1 2 3 4",
                "[::-1]; 4 3 2 1 0",
                "[:1]; 0",
                "[-2:]; 3 4",
                "[::2]; 0 2 4",
                "[1:3]; 1 2",
                "[3:0:-2]; 3 1",
                "[7:]; ''"
            })
    void namesWhatPythonNames(String slice, String indexes) {
        assertEquals(
                indexes,
                Slice.parse(slice, 5)
                        .orElseThrow()
                        .indexes()
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void whatIsNoSliceIsNone() {
        assertTrue(Slice.parse("1:2", 5).isEmpty());
        assertTrue(Slice.parse("[::0]", 5).isEmpty());
        assertTrue(Slice.parse("[99999999999:]", 5).isEmpty());
    }
}
