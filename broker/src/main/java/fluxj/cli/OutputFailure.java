package fluxj.cli;

import fluxj.errors.Errno;

import java.io.PrintStream;

/// Ends a command whose output could not be written, or whose reader left.
public final class OutputFailure extends CommandFailure {
    private static final long serialVersionUID = 1L;

    /// What the shell sees of a program that SIGPIPE ended.
    private static final int ENDED_BY_SIGPIPE = 128 + 13;

    private final String reason;

    private OutputFailure(int exitCode, String line, String reason) {
        super(exitCode, line);
        this.reason = reason;
    }

    /// The failure with the system's words for it.
    public static OutputFailure of(String reason) {
        return reason.equals(Errno.EPIPE.text())
                ? readerLeft()
                : new OutputFailure(1, "write: " + reason, reason);
    }

    /// The silent end of a command whose output nobody reads.
    public static OutputFailure readerLeft() {
        return new OutputFailure(ENDED_BY_SIGPIPE, "", Errno.EPIPE.text());
    }

    /// Flushes a stream that another program's output was written to. Standard error does not say
    /// why that failed; nearly always its reader has left.
    public static void check(PrintStream to) {
        if (to.checkError()) {
            throw readerLeft();
        }
    }

    /// The system's words.
    String reason() {
        return reason;
    }

    /// The same with another word than `write` before the reason.
    public OutputFailure named(String what) {
        return line().isEmpty() ? this : new OutputFailure(1, what + ": " + reason, reason);
    }
}
