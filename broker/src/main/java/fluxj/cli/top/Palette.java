package fluxj.cli.top;

import org.jline.utils.AttributedStyle;

/// Colours, or none of them.
record Palette(boolean hasColours) {
    AttributedStyle yellow() {
        return coloured(AttributedStyle.YELLOW);
    }

    AttributedStyle red() {
        return coloured(AttributedStyle.RED);
    }

    AttributedStyle green() {
        return coloured(AttributedStyle.GREEN);
    }

    AttributedStyle blue() {
        return coloured(AttributedStyle.BLUE);
    }

    private AttributedStyle coloured(int colour) {
        return hasColours ? AttributedStyle.DEFAULT.foreground(colour) : AttributedStyle.DEFAULT;
    }
}
