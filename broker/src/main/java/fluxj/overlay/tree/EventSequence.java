package fluxj.overlay.tree;

/// Watches the numbers of events that come down; the result is for the log only, every event is
/// delivered (spec broker 2.9).
final class EventSequence {
    /// What a number tells.
    enum Kind {
        /// As it should be.
        NEXT,
        /// Seen already.
        DUPLICATE,
        /// Numbers are missing before it.
        GAP
    }

    /// @param text the log line; empty for [Kind#NEXT]
    record Finding(Kind kind, String text) {}

    private static final Finding NEXT = new Finding(Kind.NEXT, "");

    private int last;

    Finding check(int sequence) {
        if (Integer.compareUnsigned(sequence, last) <= 0) {
            return new Finding(
                    Kind.DUPLICATE, "duplicate event " + Integer.toUnsignedString(sequence));
        }
        int first = last + 1;
        boolean gap = last != 0 && sequence != first;
        last = sequence;
        if (!gap) {
            return NEXT;
        }
        String firstText = Integer.toUnsignedString(first);
        String text =
                sequence - 1 == first
                        ? "lost event " + firstText
                        : "lost events " + firstText + "-" + Integer.toUnsignedString(sequence - 1);
        return new Finding(Kind.GAP, text);
    }
}
