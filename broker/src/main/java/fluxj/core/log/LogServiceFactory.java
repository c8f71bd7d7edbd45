package fluxj.core.log;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the service `log` over a broker's log.
public record LogServiceFactory(BrokerLog log) implements ServiceFactory {
    @Override
    public String name() {
        return "log";
    }

    @Override
    public Service create(ServiceContext context) {
        return new LogService(context.reactor(), log);
    }
}
