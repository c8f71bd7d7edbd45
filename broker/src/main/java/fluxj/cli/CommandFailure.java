package fluxj.cli;

/// Ends a command with an exit code and at most one line on standard error.
public sealed class CommandFailure extends RuntimeException permits OutputFailure {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String line;

    /// A failure with exit code 1.
    public CommandFailure(String line) {
        this(1, line);
    }

    /// @param line printed after the command's name; nothing is printed when it is empty
    public CommandFailure(int exitCode, String line) {
        super(line, null, false, false);
        this.exitCode = exitCode;
        this.line = line;
    }

    public int exitCode() {
        return exitCode;
    }

    public String line() {
        return line;
    }
}
