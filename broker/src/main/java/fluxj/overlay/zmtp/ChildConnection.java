package fluxj.overlay.zmtp;

import fluxj.overlay.PeerInfo;
import fluxj.overlay.PeerStatistics;

/// A connected child and its counters. On the reactor.
final class ChildConnection {
    private final ZmtpLink link;
    private final PeerInfo info;
    private long sent;
    private long received;

    ChildConnection(ZmtpLink link, PeerInfo info) {
        this.link = link;
        this.info = info;
    }

    ZmtpLink link() {
        return link;
    }

    PeerInfo info() {
        return info;
    }

    void countSent() {
        sent++;
    }

    void countReceived() {
        received++;
    }

    PeerStatistics statistics() {
        return new PeerStatistics(
                info, link.queue().bytes(), link.queue().budget().stalledNanos(), sent, received);
    }
}
