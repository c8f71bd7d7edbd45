package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

class HostlistTest {
    private static final String CLUSTER = "elcap[1,201-896,1001-12136]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' | 0",
                "foo-1a-2,foo-1a-3 | foo-1a-[2-3] | 2",
                "foo1,foo2,foo3,fooi | foo[1-3],fooi | 4",
                "foo1,fooi,foo2,foo3 | foo1,fooi,foo[2-3] | 4",
                ",1,2,3,4,5,9, | [1-5,9] | 6",
                "[1-5] | [1-5] | 5",
                "foo[1,3]-bar | foo1-bar,foo3-bar | 2",
                "[00-03]p | 00p,01p,02p,03p | 4",
                "p[00-3]p | p00p,p01p,p02p,p03p | 4",
                "foo[4,1-2] | foo[4,1-2] | 3",
                "foo[1-2,3-4] | foo[1-4] | 4",
                "a9,a10,a11 | a[9-11] | 3",
                "a08,a09,a10 | a[08-10] | 3",
                "a[099-101] | a[099-101] | 3",
                "a99,a0100 | a[99,0100] | 2",
                "x[01-02,3] | x[01-02,3] | 3",
                "vm,vm,vm | vm,vm,vm | 3",
                "a1,a02,a03,b,b,b1,b1 | a[1,02-03],b,b,b[1,1] | 7",
                "a[1-2]b[1-2] | a1b[1-2],a2b[1-2] | 4",
                "a b\tc | a,b,c | 3",
                "a99999999999999999999 | a99999999999999999999 | 1",
            })
    void readsRfc29AndCompressesNeighbours(String text, String expected, int size) {
        Hostlist hosts = Hostlist.parse(text);
        assertEquals(expected, hosts.toString());
        assertEquals(size, hosts.size());
        assertEquals(hosts, Hostlist.parse(expected));
        assertEquals(size, hosts.toList().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "foo[]",
                "foo[",
                "foo[1,3",
                "foo[[1,3]",
                "foo]",
                "foo[x-y]",
                "foo[0-1,2--5]",
                "foo[0-254}",
                "foo[3-1]",
                "foo[0-1048576]",
                "a[1-1048576],b",
                "a[0-9999]b[0-9999]",
                "a[1-99999999999999999999]",
                "[1][1][1][1][1][1][1][1][1]",
            })
    void refusesWhatIsNoHostlistInOneLine(String text) {
        FormatException refused = assertThrows(FormatException.class, () -> Hostlist.parse(text));
        assertFalse(String.valueOf(refused.getMessage()).contains("\n"));
    }

    @Test
    void findsTheRankOfEveryHostOfALargeCluster() {
        Hostlist hosts = Hostlist.parse(CLUSTER);
        assertEquals(11_833, hosts.size());
        assertEquals("elcap1", hosts.get(0));
        assertEquals("elcap201", hosts.get(1));
        assertEquals("elcap12136", hosts.get(11_832));
        for (int rank = 0; rank < hosts.size(); rank++) {
            assertEquals(OptionalInt.of(rank), hosts.find(hosts.get(rank)));
        }
        assertTrue(hosts.find("elcap2").isEmpty());
        assertTrue(hosts.find("elcap0201").isEmpty());
        assertTrue(hosts.find("elcap").isEmpty());
        assertTrue(hosts.find("elcap201x").isEmpty());
    }

    @Test
    void findsByNameThroughAnIndexWhenThereAreManyRuns() {
        StringBuilder text = new StringBuilder("n[0");
        for (int i = 2; i < 12_000; i += 2) {
            text.append(',').append(i);
        }
        Hostlist hosts = Hostlist.parse(text.append("],n0,other").toString());
        assertEquals(OptionalInt.of(5_999), hosts.find("n11998"));
        assertEquals(OptionalInt.of(0), hosts.find("n0"));
        assertEquals(OptionalInt.of(6_001), hosts.find("other"));
        assertTrue(hosts.find("n1").isEmpty());
    }

    @Test
    void findsHostsWhosePrefixEndsInDigits() {
        assertEquals(OptionalInt.of(1), Hostlist.parse("f00[1-2]").find("f002"));
        assertEquals(OptionalInt.of(1), Hostlist.parse("f001,f002").find("f002"));
        assertEquals(Hostlist.parse("f00[1-2]"), Hostlist.parse("f001,f002"));
        assertNotEquals(Hostlist.parse("f1,f2"), Hostlist.parse("f1,f3"));
    }

    @Test
    void keepsOrderAndDuplicatesUntilAskedNotTo() {
        Hostlist hosts = Hostlist.parse("b2,b1,a,b2");
        assertEquals("b[2,1],a,b2", hosts.toString());
        assertEquals("a,b[1-2,2]", hosts.sorted().toString());
        assertEquals("a,b[1-2]", hosts.uniq().toString());
        assertEquals("b[2,2]", hosts.minus(Hostlist.parse("a,b1")).toString());
        assertEquals("b1,a,b2", hosts.deleting(Hostlist.parse("b2,c")).toString());
        assertEquals("b1,a", hosts.deleting(Hostlist.parse("b[2,2,2]")).toString());
        assertEquals("b[2,2]", hosts.intersect(Hostlist.of("b2")).toString());
        assertEquals("b2,a", hosts.select(Idset.parse("0,2,9")).toString());
        assertEquals(Idset.parse("0,2"), hosts.ranksOf(List.of("b2", "a", "nobody")));
    }

    @Test
    void takesNamesLiterallyWhenBuiltFromNames() {
        assertThrows(FormatException.class, () -> Hostlist.of("a[1-2]"));
        assertThrows(FormatException.class, () -> Hostlist.of(""));
        assertEquals("a[1-2]", Hostlist.of("a1", "a2").toString());
        assertThrows(IndexOutOfBoundsException.class, () -> Hostlist.of("a").get(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260101, 88})
    void compressesAndExpandsRandomListsToTheSameNames(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<String> names = new ArrayList<>();
            int size = random.nextInt(20);
            for (int i = 0; i < size; i++) {
                names.add(randomName(random));
            }
            Hostlist hosts = Hostlist.of(names);
            String replay = "seed " + seed + " round " + round + ": " + names;
            assertEquals(names, hosts.toList(), replay);
            assertEquals(names, Hostlist.parse(hosts.toString()).toList(), replay);
            for (String name : names) {
                assertEquals(OptionalInt.of(names.indexOf(name)), hosts.find(name), replay);
            }
        }
    }

    private static String randomName(Random random) {
        String prefix = List.of("a", "b-", "c0", "").get(random.nextInt(4));
        int number = random.nextInt(13);
        return switch (random.nextInt(4)) {
            case 0 -> prefix + "x";
            case 1 -> prefix + (number < 10 ? "0" : "") + number;
            case 2 -> prefix + "00" + number;
            default -> prefix + number;
        };
    }
}
