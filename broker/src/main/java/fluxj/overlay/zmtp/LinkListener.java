package fluxj.overlay.zmtp;

import java.util.List;

/// What a [ZmtpLink] tells the socket it belongs to, on the link's own loop.
interface LinkListener {
    void onReady(ZmtpLink link);

    void onMessage(ZmtpLink link, List<byte[]> parts);

    void onPong(ZmtpLink link);

    /// The connection is closed; nothing follows.
    void onClosed(ZmtpLink link, String reason);
}
