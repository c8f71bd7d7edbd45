package fluxj.core.event;

import fluxj.service.EventBus;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `event` service over a broker's event bus.
public record EventServiceFactory(EventBus bus) implements ServiceFactory {
    @Override
    public String name() {
        return "event";
    }

    @Override
    public Service create(ServiceContext context) {
        return new EventService(context, bus);
    }
}
