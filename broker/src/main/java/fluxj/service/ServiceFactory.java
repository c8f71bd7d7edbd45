package fluxj.service;

/// Makes a service by the name that `module.load` asks for.
public interface ServiceFactory {
    /// The module name, as Flux spells it.
    String name();

    /// A new service; throws `FluxException` (EINVAL) for arguments it does not understand.
    Service create(ServiceContext context);
}
