package fluxj.cli.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A tree of labels as lines. Children that look alike and have no children are one line, with
/// their number, where that is wanted.
final class JobTree {
    /// What connects the lines.
    enum Style {
        ASCII("|   ", "|-- ", "`-- ", "    "),
        BOX("│   ", "├── ", "└── ", "    "),
        COMPACT("│ ", "├─", "└─", "  ");

        private final String pipe;
        private final String tee;
        private final String elbow;
        private final String blank;

        Style(String pipe, String tee, String elbow, String blank) {
            this.pipe = pipe;
            this.tee = tee;
            this.elbow = elbow;
            this.blank = blank;
        }
    }

    private final String prefix;
    private final String label;
    private final boolean combines;
    private final List<JobTree> children = new ArrayList<>();
    private final Map<String, JobTree> leaves = new LinkedHashMap<>();
    private int count = 1;

    /// @param prefix before the tree; may be empty
    /// @param combines makes one line of children that look alike
    JobTree(String prefix, String label, boolean combines) {
        this.prefix = prefix.isEmpty() ? "" : prefix + " ";
        this.label = label;
        this.combines = combines;
    }

    void add(JobTree child) {
        if (!combines || !child.children.isEmpty()) {
            children.add(child);
            return;
        }
        JobTree alike = leaves.putIfAbsent(child.prefix + child.label, child);
        if (alike == null) {
            children.add(child);
        } else {
            alike.count++;
        }
    }

    /// The lines of the children alone.
    void renderChildren(Style style, Consumer<String> out) {
        children.forEach(child -> child.render(style, out));
    }

    void render(Style style, Consumer<String> out) {
        render(style, "", "", out);
    }

    /// @param connector before the label
    /// @param below before the connectors of the children
    private void render(Style style, String connector, String below, Consumer<String> out) {
        out.accept(prefix + connector + (count > 1 ? count + "*[" + label + "]" : label));
        for (JobTree child : children) {
            boolean last = child == children.getLast();
            child.render(
                    style,
                    below + (last ? style.elbow : style.tee),
                    below + (last ? style.blank : style.pipe),
                    out);
        }
    }
}
