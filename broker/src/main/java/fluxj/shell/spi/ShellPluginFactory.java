package fluxj.shell.spi;

/// Makes a plugin for each shell that starts. Factories are found by `ServiceLoader`, in the order
/// in which `META-INF/services` lists them, and are shared by all shells of a process: they keep
/// nothing.
public interface ShellPluginFactory {
    /// The plugin's name, which log lines have as their component.
    String name();

    /// A plugin for one shell. Job and options are known, tasks are not made yet.
    ///
    /// @throws fluxj.errors.FluxException when an option cannot be read; the shell then ends
    ShellPlugin create(ShellContext shell);
}
