package fluxj.overlay.tree;

import fluxj.errors.Errno;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.PeerInfo;

import java.util.Optional;

/// Decides who may be a child (spec broker 2.4). Pure: it reads, and answers with a refusal or
/// nothing.
final class HelloPolicy {
    /// @param text for both ends: it goes into the response and into this broker's log
    record Refusal(Errno errno, String text) {}

    private final int rank;
    private final Children children;
    private final HostNames hosts;
    private final boolean keysAreRanks;

    /// @param keysAreRanks true when every broker has its own key, labelled with its rank
    HelloPolicy(int rank, Children children, HostNames hosts, boolean keysAreRanks) {
        this.rank = rank;
        this.children = children;
        this.hosts = hosts;
        this.keysAreRanks = keysAreRanks;
    }

    /// What is wrong with who the peer says it is.
    Optional<Refusal> checkPlace(Hello hello, PeerInfo peer) {
        String host = hosts.of(hello.rank());
        if (hello.hostname().isPresent()
                && hosts.isKnown(hello.rank())
                && !hello.hostname().get().equals(host)) {
            return refuse(host + " is configured as rank " + hello.rank() + ": mismatched config?");
        }
        if (children.ofRank(hello.rank()).isEmpty()) {
            return refuse(
                    "rank "
                            + Integer.toUnsignedString(hello.rank())
                            + " is not a child of rank "
                            + rank
                            + ": mismatched config?");
        }
        if (!hello.uuid().equals(peer.identity())) {
            return refuse("overlay.hello names another broker than its connection");
        }
        String label = peer.keyLabel();
        if (keysAreRanks && !label.isEmpty() && !label.equals(Integer.toString(hello.rank()))) {
            return refuse("rank " + hello.rank() + " was claimed with the key of rank " + label);
        }
        Optional<SubtreeStatus> status = SubtreeStatus.of(hello.status());
        if (status.isEmpty() || !status.get().isOnline()) {
            return refuse("overlay.hello has the invalid status " + hello.status());
        }
        return Optional.empty();
    }

    /// What is wrong with the peer's version: major and minor have to match.
    static Optional<Refusal> checkVersion(int version) {
        if (version >> 8 == OverlayPlan.VERSION >> 8) {
            return Optional.empty();
        }
        return refuse(
                "client ("
                        + versionText(version)
                        + ") version mismatched with server ("
                        + versionText(OverlayPlan.VERSION)
                        + ")");
    }

    private static String versionText(int version) {
        return (version >> 16 & 0xff) + "." + (version >> 8 & 0xff) + "." + (version & 0xff);
    }

    private static Optional<Refusal> refuse(String text) {
        return Optional.of(new Refusal(Errno.EINVAL, text));
    }
}
