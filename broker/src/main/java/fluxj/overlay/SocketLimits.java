package fluxj.overlay;

/// Bounds of what a peer may cost. They are generous for brokers and small for strangers.
///
/// @param maxMessageBytes largest message accepted, all parts together
/// @param queueBytes bytes queued for one peer before [SendResult#QUEUE_FULL]; one message always
///   fits into an empty queue
/// @param receiveHighWater messages of one child that are decoded and not yet delivered before the
///   parent stops reading from it (`tbon.child_rcvhwm`); 0 for the usual bound
/// @param maxHandshakes connections that may be in their handshake at once
/// @param maxHandshakesPerAddress the same for one remote address
public record SocketLimits(
        int maxMessageBytes,
        long queueBytes,
        int receiveHighWater,
        int maxHandshakes,
        int maxHandshakesPerAddress) {

    /// 1 GiB messages, 256 MiB queues, 4,096 handshakes of which 512 from one address.
    public static final SocketLimits DEFAULTS = new SocketLimits(1 << 30, 256L << 20, 0, 4096, 512);

    /// The same with another high-water mark.
    public SocketLimits withReceiveHighWater(int messages) {
        return new SocketLimits(
                maxMessageBytes, queueBytes, messages, maxHandshakes, maxHandshakesPerAddress);
    }

    /// The same with another byte budget for each peer.
    public SocketLimits withQueueBytes(long bytes) {
        return new SocketLimits(
                maxMessageBytes, bytes, receiveHighWater, maxHandshakes, maxHandshakesPerAddress);
    }

    /// The same with other caps of open handshakes.
    public SocketLimits withMaxHandshakes(int all, int perAddress) {
        return new SocketLimits(maxMessageBytes, queueBytes, receiveHighWater, all, perAddress);
    }
}
