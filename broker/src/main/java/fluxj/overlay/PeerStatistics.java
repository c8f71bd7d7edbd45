package fluxj.overlay;

/// Counters of one connection.
///
/// @param peer whose they are
/// @param queuedBytes bytes that were taken and not yet given to the kernel
/// @param stalledNanos how long it has taken none of them; 0 when there are none
/// @param sentMessages messages taken for it
/// @param receivedMessages messages that came from it
public record PeerStatistics(
        PeerInfo peer,
        long queuedBytes,
        long stalledNanos,
        long sentMessages,
        long receivedMessages) {}
