package fluxj.overlay;

import fluxj.wire.Message;

/// What a [DealerSocket] tells its owner, always on the reactor.
public interface DealerListener {
    /// A message of the parent.
    void onMessage(Message message);

    /// The handshake with the parent is done.
    default void onConnected() {}

    /// A connection that was up is lost; another is being made. What was not yet sent stays queued.
    default void onDisconnected(String reason) {}

    /// The parent cannot be reached yet: no such name, refused port, no route. Told once for each
    /// different reason; attempts go on.
    default void onUnreachable(String reason) {}

    /// The parent or its messages were refused, or it refused us: wrong key, not ZMTP, no access.
    /// Attempts go on. To be logged with a rate limit.
    ///
    /// @param peer address for people, such as `192.0.2.7:8050`
    /// @param reason what is wrong and what to do about it
    void onRejected(String peer, String reason);

    /// Socket life-cycle in words, `<endpoint> <event>`, for `tbon.zmqdebug`.
    default void onEvent(String event) {}
}
