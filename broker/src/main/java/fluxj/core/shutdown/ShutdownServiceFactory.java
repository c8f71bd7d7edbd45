package fluxj.core.shutdown;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the service `shutdown`.
///
/// @param initiate begins the end of the instance, or refuses with a `FluxException`
public record ShutdownServiceFactory(Runnable initiate) implements ServiceFactory {
    @Override
    public String name() {
        return "shutdown";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ShutdownService(context, initiate);
    }
}
