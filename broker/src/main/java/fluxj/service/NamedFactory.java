package fluxj.service;

import java.util.function.Function;

/// What [ServiceFactory#of] makes.
record NamedFactory(String name, Function<ServiceContext, Service> constructor)
        implements ServiceFactory {
    @Override
    public Service create(ServiceContext context) {
        return constructor.apply(context);
    }
}
