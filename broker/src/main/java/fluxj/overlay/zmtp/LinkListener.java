package fluxj.overlay.zmtp;

import java.util.List;

/// What a [Link] tells the socket it belongs to, on the link's own loop.
interface LinkListener {
    void onReady(Link link);

    void onMessage(Link link, List<byte[]> parts);

    void onPong(Link link);

    /// The connection is closed; nothing follows.
    void onClosed(Link link, String reason);
}
