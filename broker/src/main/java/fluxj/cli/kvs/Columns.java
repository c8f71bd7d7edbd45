package fluxj.cli.kvs;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Names side by side in columns as wide as the longest name and four blanks, counted in bytes.
final class Columns {
    private static final int GAP = 4;

    private Columns() {}

    /// The lines.
    ///
    /// @param marks what to print after each name without counting it for the width of the column
    /// @param width of the terminal; 0 means without limit
    static String of(List<String> names, List<String> marks, int width) {
        int column = GAP;
        for (String name : names) {
            column = Math.max(column, length(name) + GAP);
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        int last = 0;
        for (int i = 0; i < names.size(); i++) {
            if (width != 0 && at > 0 && at + column > width) {
                out.append('\n');
                at = 0;
            } else if (last > 0) {
                out.repeat(' ', column - last);
            }
            String text = names.get(i) + marks.get(i);
            out.append(text);
            last = length(text);
            at += column;
        }
        if (at > 0) {
            out.append('\n');
        }
        return out.toString();
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
