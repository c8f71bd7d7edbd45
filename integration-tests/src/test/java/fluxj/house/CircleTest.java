package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Nothing leans on what leans on it: what is in a circle can only be read, tested and changed
/// together.
class CircleTest {
    /// Circles of classes, each a line: a value with its reader and writer, a grammar that contains
    /// itself (tables of keys whose type may be a table), the two ends of a simulated thing. The
    /// list only gets shorter: a new circle is broken, a broken one taken off.
    private static final String KNOWN =
            """
            AttributeType ConfigKey ConfigTable KeyType KeyTypes TableReader TableValues
            CanonicalDirReader Treeobj TreeobjJson TreeobjWriter
            HashType Blobref
            HostTable HostTableBuilder
            JsonEquality JsonReader JsonScanner JsonValue JsonWriter
            SimChild SimProcesses
            SimConnection SimDealerSocket SimNetwork SimRouterSocket SimTransport
            SimReactor SimScheduler
            """;

    private static final ProductionClasses CLASSES = ProductionClasses.read();

    /// A protocol is what a package shows to those that it may itself ask, so it stands alone.
    @Test
    void packagesAreNotInCircles() {
        Map<String, Set<String>> graph = new TreeMap<>();
        CLASSES.uses()
                .forEach(
                        (type, uses) -> {
                            Set<String> to =
                                    graph.computeIfAbsent(placeOf(type), _ -> new TreeSet<>());
                            for (String used : uses) {
                                if (ProductionClasses.isOurs(used)
                                        && !placeOf(used).equals(placeOf(type))) {
                                    to.add(placeOf(used));
                                }
                            }
                        });
        assertEquals(List.of(), ProductionClasses.circles(graph));
    }

    private static String placeOf(String type) {
        return ProductionClasses.isProtocol(type)
                ? ProductionClasses.outermost(type)
                : ProductionClasses.packageOf(type);
    }

    @Test
    void classesOfAPackageAreNotInCircles() {
        Map<String, Set<String>> graph = new TreeMap<>();
        CLASSES.uses()
                .forEach(
                        (type, uses) -> {
                            String unit = CLASSES.unitOf(type);
                            Set<String> to = graph.computeIfAbsent(unit, _ -> new TreeSet<>());
                            for (String used : uses) {
                                String other = CLASSES.unitOf(used);
                                boolean near =
                                        ProductionClasses.packageOf(other)
                                                .equals(ProductionClasses.packageOf(unit));
                                if (near && !other.equals(unit)) {
                                    to.add(other);
                                }
                            }
                        });
        List<Set<String>> known = new ArrayList<>();
        KNOWN.lines().forEach(line -> known.add(new TreeSet<>(List.of(line.split(" ")))));
        Set<String> wrong = new TreeSet<>();
        Set<Set<String>> seen = new HashSet<>();
        for (Set<String> circle : ProductionClasses.circles(graph)) {
            Set<String> names = new TreeSet<>();
            circle.forEach(type -> names.add(type.substring(type.lastIndexOf('.') + 1)));
            known.stream()
                    .filter(old -> old.containsAll(names))
                    .findFirst()
                    .ifPresentOrElse(seen::add, () -> wrong.add("break it: " + names));
        }
        known.stream()
                .filter(old -> !seen.contains(old))
                .forEach(old -> wrong.add("broken, so take it off the list: " + old));
        assertEquals("", String.join("\n", wrong));
    }
}
