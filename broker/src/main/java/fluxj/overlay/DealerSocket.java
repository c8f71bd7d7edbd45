package fluxj.overlay;

import fluxj.wire.Message;

/// The child's end: one parent, connected again and again until [#disconnect].
public interface DealerSocket {
    /// Starts to connect, and after a loss to connect again, with back-off. Returns at once.
    ///
    /// @param uri `tcp://host:port`, `ipc:///path` or `ipc://@abstract`
    /// @throws fluxj.errors.FluxException EINVAL when this is no such URI
    void connect(String uri);

    /// Queues a message, also while there is no connection (within the byte budget).
    /// [SendResult#NO_SUCH_PEER] is the answer before [#connect] and after [#disconnect].
    SendResult send(Message message);

    /// Bytes that were taken and not yet given to the kernel.
    long queuedBytes();

    /// Stops taking in what the parent sends, so that it has to wait, or goes on with it. The
    /// JeroMQ transport keeps to its own bound of what it has read ahead.
    void hold(boolean held);

    /// Drops the connection and what is queued, and does not connect again by itself.
    void disconnect();

    /// Sends what is queued, at most for the linger time, and closes.
    void close();
}
