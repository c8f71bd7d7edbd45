package fluxj.platform;

/// The near end of a terminal that processes run on: what is written is typed there, and what comes
/// in is what they print. It ends when no process has the terminal any more.
public interface PseudoTerminal extends ByteStream {
    /// The device at its far end, such as `/dev/pts/3`.
    String device();

    /// Tells its processes how large it is; they get SIGWINCH.
    ///
    /// @throws fluxj.errors.FluxException when the kernel refuses
    void resize(int rows, int columns);

    /// Sends a signal to the process group in its foreground, if there is one.
    void signal(int signum);
}
