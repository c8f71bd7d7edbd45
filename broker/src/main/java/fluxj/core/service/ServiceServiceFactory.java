package fluxj.core.service;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.service.ServiceNames;

/// Makes the `service` service over a broker's table of names.
public record ServiceServiceFactory(ServiceNames names) implements ServiceFactory {
    @Override
    public String name() {
        return "service";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ServiceNameService(names);
    }
}
