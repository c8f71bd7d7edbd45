package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What is said of the plan is the plan: the table of docs/ARCHITECTURE.md, and the layer that each
/// package says it is in.
class PlanTest {
    private static final Predicate<Path> TABLE = Path.of("docs/ARCHITECTURE.md")::equals;
    private static final Predicate<Path> DESCRIPTIONS =
            file -> file.endsWith("package-info.java") && file.toString().contains("src/main");

    /// A row: a layer, then its packages; `|` is in no cell.
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (C|\\d\\w?) [^|]*\\|([^|]*)\\|");

    /// A package in a row; `core.<face>` is `core`.
    private static final Pattern PACKAGE = Pattern.compile("`([a-z0-9]+(?:\\.[a-z0-9]+)*)[^`]*`");

    private static final Pattern DESCRIPTION =
            Pattern.compile("(?s)\\A(.*?)^package fluxj\\.([\\w.]+);", Pattern.MULTILINE);

    private static final Pattern LAYER = Pattern.compile("\\bLayer\\s+(?:/// )?(\\w+)");

    private final Texts texts = new Texts();
    private final Layers layers = new Layers();

    @Test
    void theTableOfArchitectureHasTheLayersOfThePlan() {
        Set<String> listed = new TreeSet<>();
        texts.assertEach(TABLE, ROW, (_, row) -> checkRow(row, listed));
        Set<String> built = new TreeSet<>(layers.rooms());
        built.removeAll(layers.empty(ProductionClasses.read().packages()));
        built.removeIf(room -> !Layers.longest(listed, room).isEmpty());
        assertEquals(Set.of(), built, "in no row of the table");
    }

    private List<String> checkRow(MatchResult row, Set<String> listed) {
        List<String> wrong = new ArrayList<>();
        PACKAGE.matcher(row.group(2))
                .results()
                .map(cell -> cell.group(1))
                .forEach(
                        name -> {
                            listed.add(name);
                            String layer = layers.layerOf(name);
                            if (!layer.equals(row.group(1))) {
                                wrong.add(name + " is in layer " + layer);
                            }
                        });
        return wrong;
    }

    @Test
    void packagesSayWhichLayerTheyAreIn() {
        texts.assertEach(
                DESCRIPTIONS,
                DESCRIPTION,
                (_, description) -> {
                    String layer = layers.layerOf(description.group(2));
                    List<String> said =
                            LAYER.matcher(description.group(1))
                                    .results()
                                    .map(match -> match.group(1))
                                    .toList();
                    return said.contains(layer)
                            ? List.of()
                            : List.of("is in layer " + layer + ", says " + said);
                });
    }
}
