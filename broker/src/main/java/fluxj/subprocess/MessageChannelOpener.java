package fluxj.subprocess;

/// Connects a child's message channel with somebody in this broker (spec broker 8.2, 8.3).
public interface MessageChannelOpener {
    /// A channel that carries messages until it is closed.
    interface Channel {
        /// Ends it; harmless when it has ended.
        void close();
    }

    /// Connects. The opener sends the zero byte that Flux's `fd://` connector waits for, and owns
    /// the descriptor from here on.
    ///
    /// @param uri whom to connect to, such as `interthread://<uuid>`
    /// @param fd our end of a stream socket whose other end the child has
    /// @throws fluxj.errors.FluxException when nobody answers to `uri`; the descriptor is then
    ///   closed
    Channel open(String uri, int fd);
}
