package fluxj.service;

import java.util.function.Function;

/// Makes a service by the name that `module.load` asks for.
public interface ServiceFactory {
    /// The module name, as Flux spells it.
    String name();

    /// A new service; throws `FluxException` (EINVAL) for arguments it does not understand.
    Service create(ServiceContext context);

    /// A factory of that name that does no more than call a constructor.
    static ServiceFactory of(String name, Function<ServiceContext, Service> constructor) {
        return new ServiceFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Service create(ServiceContext context) {
                return constructor.apply(context);
            }
        };
    }
}
