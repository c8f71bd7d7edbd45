package fluxj.service;

/// The broker's log as one service sees it: its name and rank are added, and each line goes to
/// `flux dmesg` and wherever else the log attributes send it (spec broker 5.5).
public interface Log {
    /// Appends one record; a text of several lines becomes several.
    void log(Severity severity, String text);

    /// Something died.
    default void crit(String text) {
        log(Severity.CRIT, text);
    }

    /// Something failed.
    default void err(String text) {
        log(Severity.ERR, text);
    }

    /// Something looks wrong.
    default void warning(String text) {
        log(Severity.WARNING, text);
    }

    /// Something happened that an administrator wants to know.
    default void info(String text) {
        log(Severity.INFO, text);
    }

    /// Something a developer wants to know.
    default void debug(String text) {
        log(Severity.DEBUG, text);
    }
}
