package fluxj.platform;

/// Bytes both ways over a descriptor, on the reactor. Confined.
public interface ByteStream {
    /// What comes in.
    interface Listener {
        /// Bytes arrived; the array is handed over.
        void onBytes(byte[] chunk);

        /// No more will arrive; called once, also after an error or [ByteStream#close].
        void onEnd();

        /// The kernel took that many more of the bytes written.
        default void onTaken(int bytes) {}
    }

    /// Begins reading. Called once.
    void listen(Listener listener);

    /// Queues bytes to write; after [#end] or when the other side is gone they are dropped. The
    /// array is handed over.
    void write(byte[] chunk);

    /// Bytes queued and not yet taken by the kernel.
    int pending();

    /// The other side reads the end after all that was queued.
    void end();

    /// Stops and starts reading: back-pressure.
    void reading(boolean on);

    /// Gives the descriptor up; what is queued is dropped.
    void close();
}
