package fluxj.overlay;

import fluxj.wire.Message;

/// What a [RouterSocket] tells its owner, always on the reactor.
public interface RouterListener {
    /// A child finished its handshake; messages of it follow.
    default void onPeerReady(PeerInfo peer) {}

    /// A message of a child, as the child sent it: its identity is not on the route stack.
    void onMessage(String identity, Message message);

    /// A child's connection is gone; sends to it say so from now on. It may come back.
    void onPeerGone(String identity, String reason);

    /// A connection, or a message of a connected child, was refused: wrong key, not ZMTP, too slow,
    /// malformed. To be logged with a rate limit.
    ///
    /// @param peer address for people, such as `192.0.2.7:45100`
    /// @param reason what is wrong and what to do about it
    void onRejected(String peer, String reason);

    /// Socket life-cycle in words, `<endpoint> <event>`, for `tbon.zmqdebug`.
    default void onEvent(String event) {}
}
