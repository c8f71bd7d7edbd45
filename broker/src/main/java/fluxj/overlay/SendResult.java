package fluxj.overlay;

/// What became of a message given to a socket.
public enum SendResult {
    /// Queued or sent.
    SENT,
    /// No live connection of that identity (EHOSTUNREACH).
    NO_SUCH_PEER,
    /// The peer has stopped reading and its byte budget is used up; the message was not taken.
    QUEUE_FULL
}
