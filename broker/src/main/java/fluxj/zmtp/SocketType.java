package fluxj.zmtp;

/// The two socket types of an overlay.
public enum SocketType {
    /// The child's end.
    DEALER,
    /// The parent's end.
    ROUTER;

    /// The type that the other end must have.
    SocketType counterpart() {
        return switch (this) {
            case DEALER -> ROUTER;
            case ROUTER -> DEALER;
        };
    }
}
