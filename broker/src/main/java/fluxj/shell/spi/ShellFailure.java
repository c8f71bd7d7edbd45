package fluxj.shell.spi;

import fluxj.platform.WaitStatus;

import java.util.Optional;

/// Ends a shell: its tasks are killed, the job gets an exception of type `exec` with the message as
/// its note, and the shell has this exit code (spec services 15.2, 15.7).
public final class ShellFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final transient Optional<WaitStatus> status;

    private ShellFailure(int exitCode, String message, Optional<WaitStatus> status) {
        super(message);
        this.exitCode = exitCode;
        this.status = status;
    }

    /// A failure with exit code 1.
    public ShellFailure(String message) {
        this(1, message, Optional.empty());
    }

    /// A failure with this exit code.
    public ShellFailure(int exitCode, String message) {
        this(exitCode, message, Optional.empty());
    }

    /// A failure that tells how the task ended that it is about; the job ends with that status.
    public static ShellFailure ofTask(WaitStatus status, String message) {
        return new ShellFailure(status.exitCode(), message, Optional.of(status));
    }

    /// What the shell ends with.
    public int exitCode() {
        return exitCode;
    }

    /// How the task ended that this is about, if it is about one.
    public Optional<WaitStatus> status() {
        return status;
    }

    /// The note of the exception.
    public String note() {
        return String.valueOf(getMessage());
    }
}
