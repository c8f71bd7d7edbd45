package fluxj.overlay.tree;

import java.util.Optional;

/// How a broker and everything below it is doing (spec broker 2.6).
public enum SubtreeStatus {
    /// 0, nobody has said.
    UNKNOWN(0, "unknown"),
    /// 1, everything below is up.
    FULL(1, "full"),
    /// 2, something below has not come up yet or has left in order.
    PARTIAL(2, "partial"),
    /// 3, something below is lost.
    DEGRADED(3, "degraded"),
    /// 4, it was up and is gone.
    LOST(4, "lost"),
    /// 5, it has not come up yet or has left in order.
    OFFLINE(5, "offline");

    private static final SubtreeStatus[] BY_NUMBER = values();

    private final int number;
    private final String word;

    SubtreeStatus(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    /// The word in `flux overlay status`.
    public String word() {
        return word;
    }

    /// True when a broker in this state can be reached.
    public boolean isOnline() {
        return this == FULL || this == PARTIAL || this == DEGRADED;
    }

    /// The status of that number.
    public static Optional<SubtreeStatus> of(int number) {
        return number < 0 || number >= BY_NUMBER.length
                ? Optional.empty()
                : Optional.of(BY_NUMBER[number]);
    }

    /// A broker's own status, from how many of its children have each status (by number).
    static SubtreeStatus ofChildren(int[] counts) {
        if (counts[DEGRADED.number] + counts[LOST.number] > 0) {
            return DEGRADED;
        }
        return counts[PARTIAL.number] + counts[OFFLINE.number] > 0 ? PARTIAL : FULL;
    }
}
