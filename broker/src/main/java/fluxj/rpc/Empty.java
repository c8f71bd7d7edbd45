package fluxj.rpc;

/// The body of a request or reply that has nothing to say. A reply of it carries no payload.
public record Empty() {
    /// The only one that is needed.
    public static final Empty EMPTY = new Empty();
}
