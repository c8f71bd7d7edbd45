package fluxj.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The broker's environment variables. A copy: the process keeps its own, children get these.
public final class Environment {
    private final Map<String, String> variables;

    /// Starts with these.
    public Environment(Map<String, String> variables) {
        this.variables = new LinkedHashMap<>(variables);
    }

    /// The value of a variable that is set.
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /// Sets a variable.
    public void set(String name, String value) {
        variables.put(name, value);
    }

    /// Unsets a variable.
    public void unset(String name) {
        variables.remove(name);
    }

    /// All of them, as they are now.
    public Map<String, String> copy() {
        return new LinkedHashMap<>(variables);
    }
}
