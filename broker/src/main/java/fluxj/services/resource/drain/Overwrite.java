package fluxj.services.resource.drain;

import java.util.Optional;

/// What becomes of a node that is drained already: the member `overwrite` of events.
public enum Overwrite {
    /// It keeps the reason that it has.
    NOTHING("update", 0),
    /// It gets the new reason.
    REASON("overwrite", 1),
    /// It gets the new reason and time.
    REASON_AND_TIME("force-overwrite", 2);

    private final String mode;
    private final int number;

    Overwrite(String mode, int number) {
        this.mode = mode;
        this.number = number;
    }

    /// Its number in events.
    public int number() {
        return number;
    }

    /// By the mode of a request.
    public static Optional<Overwrite> of(String mode) {
        for (Overwrite overwrite : values()) {
            if (overwrite.mode.equals(mode)) {
                return Optional.of(overwrite);
            }
        }
        return Optional.empty();
    }

    /// By its number in an event; flux-core takes any other than 0 and 2 for 1.
    static Overwrite of(int number) {
        return switch (number) {
            case 0 -> NOTHING;
            case 2 -> REASON_AND_TIME;
            default -> REASON;
        };
    }
}
