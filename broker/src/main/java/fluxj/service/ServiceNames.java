package fluxj.service;

/// The names that modules are reached by beyond their own (spec broker 7.4).
public interface ServiceNames {
    /// Gives a name to a module.
    ///
    /// @throws fluxj.errors.FluxException ENOENT when `uuid` is no module of this broker, EEXIST
    ///   when the name is taken
    void add(String uuid, String name);

    /// Takes a name back.
    ///
    /// @throws fluxj.errors.FluxException ENOENT when nobody has it, EINVAL when another module has
    ///   it
    void remove(String uuid, String name);
}
