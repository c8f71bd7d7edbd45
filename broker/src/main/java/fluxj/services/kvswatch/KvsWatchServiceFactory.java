package fluxj.services.kvswatch;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `kvs-watch` module.
public record KvsWatchServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "kvs-watch";
    }

    @Override
    public Service create(ServiceContext context) {
        return new KvsWatchService(context);
    }
}
