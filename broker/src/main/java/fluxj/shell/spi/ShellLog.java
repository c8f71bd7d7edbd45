package fluxj.shell.spi;

/// The messages of a shell as one plugin writes them: its name and the shell's rank are added, and
/// each goes to the job's `output` eventlog or wherever a plugin takes it ([ShellPlugin#log]).
public interface ShellLog {
    /// Writes a message; one that the job's `verbose` option does not let through goes nowhere.
    void log(ShellLevel level, String message);

    /// Lets messages up to this level to a destination, and no others (spec services 15.9,
    /// `shell.log-setlevel`).
    void limit(String destination, ShellLevel level);

    /// Something failed.
    default void error(String message) {
        log(ShellLevel.ERROR, message);
    }

    /// Something looks wrong.
    default void warn(String message) {
        log(ShellLevel.WARN, message);
    }

    /// Something the user wants to know.
    default void notice(String message) {
        log(ShellLevel.NOTICE, message);
    }

    /// Something for who asked for more.
    default void debug(String message) {
        log(ShellLevel.DEBUG, message);
    }

    /// Something for who asked for everything.
    default void trace(String message) {
        log(ShellLevel.TRACE, message);
    }
}
