package fluxj.config.tables;

import java.util.Optional;

/// How what a node has must agree with what it should have.
public enum VerifyMode {
    /// Neither more nor less.
    STRICT("strict"),
    /// It may have more.
    ALLOW_EXTRA("allow-extra"),
    /// It may have less.
    ALLOW_MISSING("allow-missing"),
    /// It does not matter.
    IGNORE("ignore");

    private final String word;

    VerifyMode(String word) {
        this.word = word;
    }

    static Optional<VerifyMode> of(String word) {
        for (VerifyMode mode : values()) {
            if (mode.word.equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    /// Whether it may have more.
    public boolean allowsExtra() {
        return this == ALLOW_EXTRA || this == IGNORE;
    }

    /// Whether it may have less.
    public boolean allowsMissing() {
        return this == ALLOW_MISSING || this == IGNORE;
    }

    @Override
    public String toString() {
        return word;
    }
}
