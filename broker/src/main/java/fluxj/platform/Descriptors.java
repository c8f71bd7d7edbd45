package fluxj.platform;

/// Waiting for descriptors on the reactor: what the event loop does for the rest of the platform.
public interface Descriptors {
    /// What ends a wait that goes on.
    interface Watch {
        /// Waits no more; harmless when it is over.
        void close();
    }

    /// Wraps one end of a stream socket, which then belongs to the stream.
    ByteStream stream(int fd);

    /// Runs `handler` once, when `fd` can be read, or soon when the kernel has no means to wait for
    /// it; closes `fd` before.
    void whenReadable(int fd, Runnable handler);

    /// Runs `handler` again and again as long as `fd` can be read, or its other side is gone, until
    /// the watch is closed. The descriptor stays the caller's, who closes it after the watch.
    Watch watch(int fd, Runnable handler);
}
