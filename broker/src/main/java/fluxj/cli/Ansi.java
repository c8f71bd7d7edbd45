package fluxj.cli;

/// Escape sequences that colour a terminal.
final class Ansi {
    static final String RESET = "\u001b[0m";
    static final String BOLD = "\u001b[1m";
    static final String REVERSE = "\u001b[7m";
    static final String RED = "\u001b[31m";
    static final String GREEN = "\u001b[32m";
    static final String YELLOW = "\u001b[33m";
    static final String BLUE = "\u001b[34m";
    static final String CYAN = "\u001b[36m";
    static final String DEFAULT = "\u001b[39m";
    static final String DARK_GRAY = "\u001b[90m";
    static final String BOLD_BLUE = "\u001b[01;34m";

    private Ansi() {}
}
