package fluxj.services.heartbeat;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `heartbeat` module.
public record HeartbeatServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "heartbeat";
    }

    @Override
    public Service create(ServiceContext context) {
        return new HeartbeatService(context);
    }
}
