package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The packages are the architecture: each class names only what is below it (docs/ARCHITECTURE.md,
/// "Layers"). The plan is in [Layers].
class LayerTest {
    /// Rooms of the plan that nobody has built yet. Whoever does takes them off.
    private static final Set<String> WAITING = Set.of("web");

    private static final String SERVICES = "services";

    private static final Layers LAYERS = new Layers();
    private static final ProductionClasses CLASSES = ProductionClasses.read();

    private static void check(List<String> wrong) {
        assertTrue(wrong.isEmpty(), () -> "\n" + String.join("\n", wrong));
    }

    @Test
    void everyPackageHasALayer() {
        Set<String> unknown = new TreeSet<>();
        for (String each : CLASSES.packages()) {
            if (!LAYERS.hasFloor(each)) {
                unknown.add(each);
            }
        }
        assertEquals(Set.of(), unknown, "packages that Layers has no room or no floor for");
    }

    @Test
    void whatThePlanHasAndTheHouseHasNotIsKnown() {
        assertEquals(
                new TreeSet<>(WAITING),
                LAYERS.empty(CLASSES.packages()),
                "rooms of Layers without a class");
    }

    @Test
    void classesNameOnlyWhatIsBelowThem() {
        List<String> wrong = new ArrayList<>();
        CLASSES.uses()
                .forEach(
                        (type, uses) -> {
                            String from = ProductionClasses.packageOf(type);
                            for (String used : uses) {
                                if (ProductionClasses.isOurs(used) && !LAYERS.allows(from, used)) {
                                    wrong.add(type + " uses " + used);
                                }
                            }
                        });
        check(wrong);
    }

    /// What others send it, and what the broker makes it with.
    @Test
    void ofAServiceOnlyProtocolAndServiceArePublic() {
        List<String> wrong = new ArrayList<>();
        CLASSES.models()
                .forEach(
                        (type, model) -> {
                            boolean nested = type.indexOf('$') >= 0;
                            boolean known =
                                    ProductionClasses.isProtocol(type) || type.endsWith("Service");
                            if (isFace(type)
                                    && model.flags().has(AccessFlag.PUBLIC)
                                    && !nested
                                    && !known) {
                                wrong.add(type + " is public");
                            }
                        });
        check(wrong);
    }

    @Test
    void onlyTheBrokerMakesServices() {
        List<String> wrong = new ArrayList<>();
        CLASSES.uses()
                .forEach(
                        (type, uses) -> {
                            String from = ProductionClasses.packageOf(type);
                            for (String used : uses) {
                                boolean other = !ProductionClasses.packageOf(used).equals(from);
                                if (other
                                        && isFace(used)
                                        && used.endsWith("Service")
                                        && !from.equals("broker")) {
                                    wrong.add(type + " uses " + used);
                                }
                            }
                        });
        check(wrong);
    }

    /// True in `services.<name>` itself: what is public on the floors of a service is so for the
    /// service's own classes.
    private static boolean isFace(String type) {
        String home = ProductionClasses.packageOf(type);
        return home.startsWith(SERVICES + ".") && home.lastIndexOf('.') == SERVICES.length();
    }

    @Test
    void theTestSeesTheWholeHouse() {
        assertTrue(CLASSES.models().size() > 500, "only " + CLASSES.models().size() + " read");
        assertTrue(
                CLASSES.uses()
                        .getOrDefault("fluxj.routing.Router", Set.of())
                        .contains("fluxj.wire.Request"));
        assertTrue(LAYERS.allows("routing", "fluxj.wire.Request"));
        assertTrue(LAYERS.allows("services.kvs", "fluxj.services.content.ContentProtocol$Tag"));
        assertTrue(!LAYERS.allows("services.kvs", "fluxj.services.content.Cache"));
        assertTrue(!LAYERS.allows("services.kvs", "fluxj.services.content.ProtocolText"));
        assertTrue(!LAYERS.allows("services.kvs", "fluxj.routing.Router"));
        assertTrue(!LAYERS.allows("wire", "fluxj.routing.Router"));
    }
}
