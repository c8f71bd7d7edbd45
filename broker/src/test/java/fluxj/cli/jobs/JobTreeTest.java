package fluxj.cli.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class JobTreeTest {
    private static JobTree tree(boolean combines) {
        JobTree inner = new JobTree("", "flux", combines);
        inner.add(new JobTree("", "sleep", combines));
        JobTree root = new JobTree("", ".", combines);
        root.add(new JobTree("", "date", combines));
        root.add(inner);
        root.add(new JobTree("", "date", combines));
        root.add(new JobTree("x", "date", combines));
        return root;
    }

    private static List<String> rendered(JobTree tree, JobTree.Style style) {
        List<String> lines = new ArrayList<>();
        tree.render(style, lines::add);
        return lines;
    }

    @Test
    void childrenThatLookAlikeAreOneLine() {
        assertEquals(
                List.of(".", "├── 2*[date]", "├── flux", "│   └── sleep", "x └── date"),
                rendered(tree(true), JobTree.Style.BOX));
    }

    @Test
    void orALineEach() {
        assertEquals(
                List.of(".", "|-- date", "|-- flux", "|   `-- sleep", "|-- date", "x `-- date"),
                rendered(tree(false), JobTree.Style.ASCII));
    }

    @Test
    void theRootMayBeLeftOut() {
        List<String> lines = new ArrayList<>();
        tree(true).renderChildren(JobTree.Style.COMPACT, lines::add);
        assertEquals(List.of("2*[date]", "flux", "└─sleep", "x date"), lines);
    }
}
