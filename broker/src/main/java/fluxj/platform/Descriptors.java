package fluxj.platform;

/// Waiting for descriptors on the reactor: what the event loop does for the rest of the platform.
public interface Descriptors {
    /// Wraps one end of a stream socket, which then belongs to the stream.
    ByteStream stream(int fd);

    /// Runs `handler` once, when `fd` can be read, or soon when the kernel has no means to wait for
    /// it; closes `fd` before.
    void whenReadable(int fd, Runnable handler);
}
