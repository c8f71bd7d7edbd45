package fluxj.shell.spi;

import java.util.Map;
import java.util.Optional;

/// The environment that the job's tasks will have on this node (spec services 15.4). A change also
/// reaches the tasks that are made but not started.
public interface ShellEnvironment {
    /// All of it.
    Map<String, String> all();

    /// One variable.
    Optional<String> get(String name);

    /// Sets a variable, whatever it was.
    void set(String name, String value);

    /// Takes a variable away.
    void unset(String name);
}
