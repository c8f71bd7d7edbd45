package fluxj.shell.spi;

/// How grave a message of a shell is; numbers are those of RFC 24's `log` event.
public enum ShellLevel {
    /// Of no message: a limit that lets none through.
    QUIET(-1, ""),
    /// The shell ends with it.
    FATAL(0, "FATAL"),
    /// Something failed.
    ERROR(3, "ERROR"),
    /// Something looks wrong.
    WARN(4, " WARN"),
    /// Something the user wants to know.
    NOTICE(5, ""),
    /// Shown with `verbose`.
    DEBUG(6, "DEBUG"),
    /// Shown with `verbose=2`.
    TRACE(7, "TRACE");

    private final int number;
    private final String word;

    ShellLevel(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    /// What stands before a message of this level in a file; empty for [#NOTICE].
    public String word() {
        return word;
    }

    /// True when messages of this level pass where those up to `limit` do.
    public boolean passes(ShellLevel limit) {
        return number <= limit.number;
    }

    /// The level that lets so many degrees more through than [#NOTICE], 2 at most.
    public static ShellLevel verbose(int degrees) {
        return switch (Math.clamp(degrees, 0, 2)) {
            case 0 -> NOTICE;
            case 1 -> DEBUG;
            default -> TRACE;
        };
    }
}
