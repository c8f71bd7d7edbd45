package fluxj.cli;

/// Ends a command with an exit code and at most one line on standard error.
sealed class CommandFailure extends RuntimeException permits OutputFailure {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String line;

    /// A failure with exit code 1.
    CommandFailure(String line) {
        this(1, line);
    }

    /// @param line printed after the command's name; nothing is printed when it is empty
    CommandFailure(int exitCode, String line) {
        super(line, null, false, false);
        this.exitCode = exitCode;
        this.line = line;
    }

    int exitCode() {
        return exitCode;
    }

    String line() {
        return line;
    }
}
