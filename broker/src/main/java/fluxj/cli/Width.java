package fluxj.cli;

/// The columns of the terminal.
final class Width {
    private static final int USUAL = 80;

    private Width() {}

    /// What was asked for unless it is negative, else `COLUMNS`, else 80; 0 means without limit.
    static int of(Console console, int asked) {
        if (asked >= 0) {
            return asked;
        }
        String columns = console.environment().get("COLUMNS");
        if (columns == null || columns.startsWith("-")) {
            return USUAL;
        }
        int end = 0;
        while (end < columns.length() && end < 6 && Character.isDigit(columns.charAt(end))) {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(columns.substring(0, end));
    }
}
