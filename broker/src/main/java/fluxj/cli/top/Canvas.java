package fluxj.cli.top;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A picture made of letters, which is then shown at once. What does not fit is not there.
final class Canvas {
    /// Follows a letter that takes two columns.
    private static final int NOTHING = 0;

    private final int width;
    private final int height;
    private final int[][] letters;
    private final AttributedStyle[][] styles;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        letters = new int[height][width];
        styles = new AttributedStyle[height][width];
        for (int y = 0; y < height; y++) {
            Arrays.fill(letters[y], ' ');
            Arrays.fill(styles[y], AttributedStyle.DEFAULT);
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /// Writes from a column of a line on.
    void put(int x, int y, String text, AttributedStyle style) {
        if (y < 0 || y >= height) {
            return;
        }
        int at = x;
        for (int letter : text.codePoints().toArray()) {
            int columns = Math.max(1, WCWidth.wcwidth(letter));
            if (at < 0 || at + columns > width) {
                return;
            }
            letters[y][at] = letter;
            Arrays.fill(styles[y], at, at + columns, style);
            Arrays.fill(letters[y], at + 1, at + columns, NOTHING);
            at += columns;
        }
    }

    void put(int x, int y, String text) {
        put(x, y, text, AttributedStyle.DEFAULT);
    }

    /// An empty box with a frame.
    void box(int x, int y, int columns, int lines) {
        String inside = "─".repeat(columns - 2);
        put(x, y, "┌" + inside + "┐");
        for (int line = 1; line < lines - 1; line++) {
            put(x, y + line, "│" + " ".repeat(columns - 2) + "│");
        }
        put(x, y + lines - 1, "└" + inside + "┘");
    }

    List<AttributedString> lines() {
        List<AttributedString> lines = new ArrayList<>();
        for (int y = 0; y < height; y++) {
            AttributedStringBuilder line = new AttributedStringBuilder(width);
            for (int x = 0; x < width; x++) {
                if (letters[y][x] != NOTHING) {
                    line.styled(styles[y][x], Character.toString(letters[y][x]));
                }
            }
            lines.add(line.toAttributedString());
        }
        return lines;
    }
}
