package fluxj.job;

import java.util.Optional;

/// How a job ended. Sets of results are bit masks.
public enum JobResult {
    /// All went well.
    COMPLETED(1, "CD"),
    /// Something did not.
    FAILED(2, "F"),
    /// Somebody did not want it any more.
    CANCELED(4, "CA"),
    /// Its time was up.
    TIMEOUT(8, "TO");

    private final int bit;
    private final String letters;

    JobResult(int bit, String letters) {
        this.bit = bit;
        this.letters = letters;
    }

    /// Its bit in a mask.
    public int bit() {
        return bit;
    }

    /// Its letters in lists.
    public String letters() {
        return letters;
    }

    /// The result of that bit.
    public static Optional<JobResult> ofBit(int bit) {
        for (JobResult result : values()) {
            if (result.bit == bit) {
                return Optional.of(result);
            }
        }
        return Optional.empty();
    }

    /// The result of a job that ended with this wait status.
    public static JobResult ofStatus(int status) {
        return status == 0 ? COMPLETED : FAILED;
    }

    /// The result of a job that a fatal exception of that type ended.
    public static JobResult ofException(String type) {
        return switch (type) {
            case "cancel" -> CANCELED;
            case "timeout" -> TIMEOUT;
            default -> FAILED;
        };
    }
}
