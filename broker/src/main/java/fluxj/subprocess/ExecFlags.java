package fluxj.subprocess;

/// Bits of `flags` and `local_flags` in an exec request (RFC 42).
public final class ExecFlags {
    /// Forward standard output.
    public static final int STDOUT = 1;

    /// Forward standard error.
    public static final int STDERR = 2;

    /// Forward channels.
    public static final int CHANNEL = 4;

    /// Tell how much more input may be sent.
    public static final int WRITE_CREDIT = 8;

    /// Keep the exit status until somebody waits for it.
    public static final int WAITABLE = 16;

    /// Local: the child has the server's own standard streams.
    public static final int STDIO_FALLTHROUGH = 1;

    /// Local: the child stays in the server's process group.
    public static final int NO_SETPGRP = 2;

    private ExecFlags() {}
}
