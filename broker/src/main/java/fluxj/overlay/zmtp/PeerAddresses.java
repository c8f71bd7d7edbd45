package fluxj.overlay.zmtp;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;

import java.io.IOException;

/// Who is at the other end of a channel, in words for a log line.
final class PeerAddresses {
    private PeerAddresses() {}

    static String of(Channel channel) {
        if (channel instanceof EpollDomainSocketChannel local) {
            try {
                PeerCredentials peer = local.peerCredentials();
                return "local peer (pid " + peer.pid() + ", uid " + peer.uid() + ")";
            } catch (IOException _) {
                return "local peer"; // gone already
            }
        }
        return Addresses.text(channel.remoteAddress());
    }
}
