package fluxj.coral2.dws;

import java.util.Optional;

/// Whose order of events a plugin keeps to. The two differ in when the epilog begins and in what
/// counts as having run (spec coral2 4.2.2 to 4.2.6).
enum DwsVersion {
    /// Of flux-coral2 0.24: the epilog begins when the job ends, while its tasks may still run.
    SEED("0.24"),
    /// Of flux-coral2 0.36: the epilog begins when the tasks have ended.
    NEWEST("0.36");

    private final String word;

    DwsVersion(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Optional<DwsVersion> named(String word) {
        for (DwsVersion each : values()) {
            if (each.word.equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
