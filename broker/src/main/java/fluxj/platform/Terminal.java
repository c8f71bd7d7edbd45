package fluxj.platform;

/// The controlling terminal on standard input, for an interactive initial program.
public interface Terminal {
    /// How the terminal echoes, edits lines and so on (termios(3)); opaque.
    interface Settings {}

    /// Its settings as they are now.
    ///
    /// @throws fluxj.errors.FluxException when they cannot be had
    Settings settings();

    /// Puts its settings back to `earlier`, from [#settings], when what was written has gone out;
    /// what was typed and not read is dropped.
    ///
    /// @throws fluxj.errors.FluxException when the terminal refuses
    void restore(Settings earlier);

    /// Hands every key on as it is typed, interrupt and end of file included, and shows nothing of
    /// them.
    ///
    /// @throws fluxj.errors.FluxException when the terminal refuses
    void makeRaw();

    /// The process group in the foreground.
    int foregroundGroup();

    /// Puts a process group in the foreground; the caller is not stopped for it.
    ///
    /// @throws fluxj.errors.FluxException when the terminal refuses
    void foreground(int group);

    /// This process's own group.
    int ownGroup();
}
