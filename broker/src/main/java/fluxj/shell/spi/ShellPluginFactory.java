package fluxj.shell.spi;

import java.util.List;

/// Makes a plugin for each shell that starts. Factories are found by `ServiceLoader`, in the order
/// in which `META-INF/services` lists them, and are shared by all shells of a process: they keep
/// nothing.
public interface ShellPluginFactory {
    /// The plugin's name, which log lines have as their component.
    String name();

    /// The files of flux-core's or flux-coral2's plugins in whose place this one is: a script that
    /// loads one of them has it already.
    default List<String> fileNames() {
        return List.of();
    }

    /// True for one that no shell has unless its script loads one of [#fileNames].
    default boolean isOnDemand() {
        return false;
    }

    /// A plugin for one shell. Job and options are known, tasks are not made yet.
    ///
    /// @throws fluxj.errors.FluxException when an option cannot be read; the shell then ends
    ShellPlugin create(ShellContext shell);
}
