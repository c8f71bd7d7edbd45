package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

class IdsetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ''",
                "[] | ''",
                "3 | 3",
                "[3] | 3",
                "0-2 | 0-2",
                "0,1,2,4 | 0-2,4",
                "[0,2-5] | 0,2-5",
                "1,,2, | 1-2",
                "2147483646 | 2147483646",
            })
    void readsRfc22AndWritesItWithRanges(String text, String expected) {
        assertEquals(expected, Idset.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | error parsing range 'x'",
                "1, 2 | error parsing range ' 2'",
                "01 | error parsing range '01'",
                "-1 | error parsing range '-1'",
                "3-2 | error parsing range '3-2'",
                "2-2 | error parsing range '2-2'",
                "1-2-3 | error parsing range '1-2-3'",
                "2,1 | range '1' is out of order",
                "0-5,5 | range '5' is out of order",
                "[1 | mismatched or nested brackets",
                "[[1]] | mismatched or nested brackets",
                "0-99999999999 | set universe size would exceed maximum",
            })
    void refusesWhatIsNoIdsetWithFluxText(String text, String message) {
        assertEquals(
                message, assertThrows(FormatException.class, () -> Idset.parse(text)).getMessage());
    }

    @Test
    void bracketsAppearOnlyAroundMoreThanOneId() {
        assertEquals("[0-1]", Idset.of(1, 0).toBracketedString());
        assertEquals("7", Idset.of(7).toBracketedString());
        assertEquals("", Idset.EMPTY.toBracketedString());
    }

    @Test
    void countsAndFindsWithoutSpellingARangeOut() {
        Idset all = Idset.upTo(2_000_000_000);
        assertEquals(2_000_000_000, all.size());
        assertTrue(all.contains(1_999_999_999));
        assertFalse(all.contains(2_000_000_000));
        assertFalse(all.contains(-1));
        assertEquals(OptionalInt.of(5), Idset.of(1, 5).next(1));
        assertEquals(OptionalInt.of(1), Idset.of(1, 5).next(-1));
        assertEquals(OptionalInt.empty(), Idset.of(1, 5).next(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260101, 88})
    void agreesWithATreeSetOnRandomSets(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            SortedSet<Integer> a = randomSet(random);
            SortedSet<Integer> b = randomSet(random);
            Idset left = idset(a);
            Idset right = idset(b);
            String replay = "seed " + seed + " round " + round + ": " + left + " and " + right;
            TreeSet<Integer> union = new TreeSet<>(a);
            union.addAll(b);
            TreeSet<Integer> both = new TreeSet<>(a);
            both.retainAll(b);
            TreeSet<Integer> rest = new TreeSet<>(a);
            rest.removeAll(b);
            assertEquals(idset(union), left.union(right), replay);
            assertEquals(idset(both), left.intersect(right), replay);
            assertEquals(idset(rest), left.minus(right), replay);
            assertEquals(left, Idset.parse(left.toString()), replay);
            assertEquals(left, Idset.parse(left.toBracketedString()), replay);
            assertEquals(a.size(), left.size(), replay);
            assertEquals(a.containsAll(b), left.containsAll(right), replay);
            int id = random.nextInt(60);
            assertEquals(a.contains(id), left.contains(id), replay);
            assertTrue(left.with(id).contains(id), replay);
            assertFalse(left.without(id).contains(id), replay);
            assertEquals(a.stream().toList(), left.stream().boxed().toList(), replay);
        }
    }

    private static SortedSet<Integer> randomSet(Random random) {
        TreeSet<Integer> set = new TreeSet<>();
        int size = random.nextInt(30);
        for (int i = 0; i < size; i++) {
            set.add(random.nextInt(60));
        }
        return set;
    }

    private static Idset idset(SortedSet<Integer> set) {
        return Idset.of(set.reversed().stream().mapToInt(Integer::intValue).toArray());
    }
}
