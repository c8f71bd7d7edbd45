package fluxj.overlay;

/// What became of a message given to a socket.
public enum SendResult {
    /// Queued or sent.
    SENT,
    /// Queued, and more than the bound waits for the peer now: who can wait should.
    BACKED_UP,
    /// No live connection of that identity (EHOSTUNREACH).
    NO_SUCH_PEER,
    /// The peer takes less than it is sent and its byte budget is used up; the message was not
    /// taken.
    QUEUE_FULL;

    /// True when the message was taken.
    public boolean isTaken() {
        return this == SENT || this == BACKED_UP;
    }
}
