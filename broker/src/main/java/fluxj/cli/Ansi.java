package fluxj.cli;

/// Escape sequences that colour a terminal.
public final class Ansi {
    public static final String RESET = "\u001b[0m";
    public static final String BOLD = "\u001b[1m";
    public static final String REVERSE = "\u001b[7m";
    public static final String RED = "\u001b[31m";
    public static final String GREEN = "\u001b[32m";
    public static final String YELLOW = "\u001b[33m";
    public static final String BLUE = "\u001b[34m";
    static final String CYAN = "\u001b[36m";
    public static final String DEFAULT = "\u001b[39m";
    public static final String DARK_GRAY = "\u001b[90m";
    public static final String BOLD_BLUE = "\u001b[01;34m";

    private Ansi() {}
}
