package fluxj.overlay;

import fluxj.wire.MessageLimits;

/// Bounds of what a peer may cost. They are generous for brokers and small for strangers.
///
/// @param maxMessageBytes largest message accepted, all parts together
/// @param queueBytes bytes queued for one peer above which it is backed up
///   ([SendResult#BACKED_UP]): events and log records wait, and it is cut off when it takes nothing
/// @param maxQueueBytes bytes queued for one peer before [SendResult#QUEUE_FULL]; one message
///   always fits into an empty queue
/// @param receiveHighWater messages of one child that are decoded and not yet delivered before the
///   parent stops reading from it (`tbon.child_rcvhwm`); 0 for the usual bound
/// @param handshakes connections that may be in their handshake at once
public record SocketLimits(
        int maxMessageBytes,
        long queueBytes,
        long maxQueueBytes,
        int receiveHighWater,
        Handshakes handshakes) {

    /// Caps of connections that are in their handshake.
    ///
    /// @param all of all peers together
    /// @param perAddress of one remote address
    public record Handshakes(int all, int perAddress) {}

    /// 1 GiB messages, 16 MiB before a peer is backed up and 512 MiB at most, 4,096 handshakes of
    /// which 512 from one address.
    public static final SocketLimits DEFAULTS =
            new SocketLimits(
                    MessageLimits.MAX_MESSAGE, 16L << 20, 512L << 20, 0, new Handshakes(4096, 512));

    /// The same with another high-water mark.
    public SocketLimits withReceiveHighWater(int messages) {
        return new SocketLimits(maxMessageBytes, queueBytes, maxQueueBytes, messages, handshakes);
    }

    /// The same with other byte budgets for each peer.
    public SocketLimits withQueueBytes(long backedUp, long full) {
        return new SocketLimits(maxMessageBytes, backedUp, full, receiveHighWater, handshakes);
    }

    /// The same with other caps of open handshakes.
    public SocketLimits withMaxHandshakes(int all, int perAddress) {
        return new SocketLimits(
                maxMessageBytes,
                queueBytes,
                maxQueueBytes,
                receiveHighWater,
                new Handshakes(all, perAddress));
    }
}
