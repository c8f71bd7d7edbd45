package fluxj.overlay;

/// Counters of one connection.
///
/// @param peer whose they are
/// @param queuedBytes bytes that were taken and not yet given to the kernel
/// @param sentMessages messages taken for it
/// @param receivedMessages messages that came from it
public record PeerStatistics(
        PeerInfo peer, long queuedBytes, long sentMessages, long receivedMessages) {}
