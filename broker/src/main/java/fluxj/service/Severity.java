package fluxj.service;

/// syslog severities.
public enum Severity {
    /// 0.
    EMERG(0, "emerg"),
    /// 1.
    ALERT(1, "alert"),
    /// 2.
    CRIT(2, "crit"),
    /// 3.
    ERR(3, "err"),
    /// 4.
    WARNING(4, "warning"),
    /// 5.
    NOTICE(5, "notice"),
    /// 6.
    INFO(6, "info"),
    /// 7.
    DEBUG(7, "debug");

    private final int number;
    private final String word;

    Severity(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /// The number, 0 for the most severe.
    public int number() {
        return number;
    }

    /// The word in log lines: `emerg` to `debug`.
    public String word() {
        return word;
    }

    /// The severity of that number; numbers outside 0 to 7 read as [#INFO].
    public static Severity of(int number) {
        return number < 0 || number > 7 ? INFO : values()[number];
    }
}
