package fluxj.service;

/// syslog severities; the ordinal is the number.
public enum Severity {
    /// 0.
    EMERG,
    /// 1.
    ALERT,
    /// 2.
    CRIT,
    /// 3.
    ERR,
    /// 4.
    WARNING,
    /// 5.
    NOTICE,
    /// 6.
    INFO,
    /// 7.
    DEBUG;

    /// The word in log lines: `emerg` to `debug`.
    public String word() {
        return switch (this) {
            case EMERG -> "emerg";
            case ALERT -> "alert";
            case CRIT -> "crit";
            case ERR -> "err";
            case WARNING -> "warning";
            case NOTICE -> "notice";
            case INFO -> "info";
            case DEBUG -> "debug";
        };
    }

    /// The severity of that number; numbers outside 0 to 7 read as [#INFO].
    public static Severity of(int number) {
        return number < 0 || number > 7 ? INFO : values()[number];
    }
}
