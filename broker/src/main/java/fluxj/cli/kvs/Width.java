package fluxj.cli.kvs;

import fluxj.cli.Console;
import fluxj.platform.os.OsHostFacts;

import java.util.random.RandomGenerator;

/// The columns of the terminal.
final class Width {
    private static final int USUAL = 80;
    private static final int STDOUT = 1;

    private Width() {}

    /// What was asked for unless it is negative, else that of the terminal, `COLUMNS`, or 80; 0
    /// means without limit.
    static int of(Console console, int asked) {
        if (asked >= 0) {
            return asked;
        }
        int shown =
                console.terminal()
                        ? new OsHostFacts(RandomGenerator.getDefault()).columns(STDOUT)
                        : 0;
        if (shown > 0) {
            return shown;
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
