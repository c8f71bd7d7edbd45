package fluxj.overlay;

/// Where a broker's two overlay sockets come from: towards its children and towards its parent.
/// Everything is called on the broker's reactor, and every listener is called back there.
public interface OverlayTransport extends AutoCloseable {
    /// A socket that children connect to; it listens after [RouterSocket#bind].
    ///
    /// @throws fluxj.errors.FluxException EINVAL when the options ask for what it cannot do
    RouterSocket router(SocketOptions options, RouterListener listener);

    /// A socket that connects to the parent, after [DealerSocket#connect].
    ///
    /// @throws fluxj.errors.FluxException EINVAL when the options ask for what it cannot do
    DealerSocket dealer(SocketOptions options, DealerListener listener);

    /// One line for the log: which transport this is, and with which cryptography and why.
    String description();

    /// Frees threads of its own. Sockets are closed by their owners, before.
    @Override
    void close();
}
