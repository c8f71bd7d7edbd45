package fluxj.platform;

/// The controlling terminal on standard input, for an interactive initial program.
public interface Terminal {
    /// The process group in the foreground.
    int foregroundGroup();

    /// Puts a process group in the foreground; the caller is not stopped for it.
    ///
    /// @throws fluxj.errors.FluxException when the terminal refuses
    void foreground(int group);

    /// This process's own group.
    int ownGroup();
}
