package fluxj.cli.kvs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class ColumnsTest {
    private static final List<String> NAMES = List.of("a", "longest", "b");
    private static final List<String> NO_MARKS = List.of("", "", "");

    @Test
    void padsToTheLongestNameAndFour() {
        assertEquals("a          longest    b\n", Columns.of(NAMES, NO_MARKS, 80));
    }

    @Test
    void breaksTheLineWhereTheNextColumnWouldNotFit() {
        assertEquals("a          longest\nb\n", Columns.of(NAMES, NO_MARKS, 32));
    }

    @Test
    void putsOneNameOnALineOfOneColumn() {
        assertEquals("a\nlongest\nb\n", Columns.of(NAMES, NO_MARKS, 1));
    }

    @Test
    void neverBreaksWithoutALimit() {
        assertEquals("a          longest    b\n", Columns.of(NAMES, NO_MARKS, 0));
    }

    @Test
    void countsAMarkAsPartOfThePadding() {
        assertEquals("a.         longest    b@\n", Columns.of(NAMES, List.of(".", "", "@"), 80));
    }

    @Test
    void printsNothingForNoNames() {
        assertEquals("", Columns.of(List.of(), List.of(), 80));
    }
}
