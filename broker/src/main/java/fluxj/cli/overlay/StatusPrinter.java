package fluxj.cli.overlay;

import fluxj.cli.Ansi;
import fluxj.cli.Console;
import fluxj.format.Fsd;
import fluxj.format.Idset;

import java.util.ArrayList;
import java.util.List;

/// Writes the lines of `overlay status`: a tree of brokers with their status.
final class StatusPrinter {
    private static final String PIPE = "│  ";
    private static final String TEE = "├─ ";
    private static final String ELBOW = "└─ ";
    private static final String BLANK = "   ";

    /// What the options ask for.
    record Style(boolean colours, boolean pretty, int verbose, Idset highlight) {}

    /// One broker to print.
    ///
    /// @param ghost true when nobody could be asked and the status is presumed
    record Line(int rank, String status, double seconds, String error, boolean ghost) {}

    private final Style style;
    private final HostMap hosts;
    private final Console console;
    private final List<String> prefix = new ArrayList<>();

    StatusPrinter(Style style, HostMap hosts, Console console) {
        this.style = style;
        this.hosts = hosts;
        this.console = console;
    }

    int verbose() {
        return style.verbose();
    }

    /// Goes one level down, to the last child or to one that others follow.
    void descend(boolean last) {
        prefix.add(last ? BLANK : PIPE);
    }

    void ascend() {
        prefix.removeLast();
    }

    /// Prints one broker of a subtree of these ranks.
    ///
    /// @param last true when no sibling follows
    /// @param suffix what follows, such as the time an answer took
    void print(Line line, Idset subtree, boolean last, String suffix) {
        StringBuilder out = new StringBuilder();
        indent(out, last);
        name(out, line.rank(), subtree);
        out.append(": ");
        status(out, line);
        if (!line.error().isEmpty()) {
            out.append(' ').append(line.error());
        }
        console.out().println(out.append(suffix));
    }

    /// Prints an error in the place of a status.
    void printError(int rank, String error, boolean last, String suffix) {
        StringBuilder out = new StringBuilder();
        indent(out, last);
        name(out, rank, Idset.EMPTY);
        console.out().println(out.append(": ").append(error).append(suffix));
    }

    /// Prints only the status.
    void printSummary(Line line, String suffix) {
        StringBuilder out = new StringBuilder();
        status(out, line);
        console.out().println(out.append(suffix));
    }

    private void indent(StringBuilder out, boolean last) {
        if (!style.pretty() || prefix.isEmpty()) {
            return;
        }
        for (int i = 0; i < prefix.size() - 1; i++) {
            out.append(prefix.get(i));
        }
        out.append(last ? ELBOW : TEE);
    }

    private void name(StringBuilder out, int rank, Idset subtree) {
        boolean marked = !style.highlight().intersect(subtree).isEmpty();
        if (marked) {
            out.append(style.colours() ? Ansi.BOLD_BLUE : "<<");
        }
        out.append(rank).append(' ').append(hosts.host(rank));
        if (marked) {
            out.append(style.colours() ? Ansi.RESET : ">>");
        }
    }

    private void status(StringBuilder out, Line line) {
        String colour = "";
        if (style.colours()) {
            if (line.ghost()) {
                colour = Ansi.DARK_GRAY;
            } else if (line.status().equals("lost")) {
                colour = Ansi.RED;
            } else if (line.status().equals("offline")) {
                colour = Ansi.YELLOW;
            }
        }
        out.append(colour).append(line.status());
        if (!colour.isEmpty()) {
            out.append(Ansi.DEFAULT);
        }
        if (style.verbose() >= 1 && line.seconds() > 0) {
            out.append(" for ").append(Fsd.format(line.seconds()));
        }
    }
}
