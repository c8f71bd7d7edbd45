package fluxj.services.kvs;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `kvs` module.
public record KvsServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "kvs";
    }

    @Override
    public Service create(ServiceContext context) {
        return new KvsService(context);
    }
}
