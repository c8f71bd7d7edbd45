package fluxj.services.broker;

import fluxj.service.Environment;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

import java.util.Map;

/// Makes the `broker` service.
///
/// @param builtins what `broker.conf-builtin` knows, by key
public record BrokerServiceFactory(Environment environment, Map<String, String> builtins)
        implements ServiceFactory {
    @Override
    public String name() {
        return "broker";
    }

    @Override
    public Service create(ServiceContext context) {
        return new BrokerService(environment, builtins);
    }
}
