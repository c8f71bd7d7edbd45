package fluxj.core.broker;

import fluxj.service.Environment;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

import java.util.Map;
import java.util.function.Supplier;

/// Makes the `broker` service.
///
/// @param builtins tells what `broker.conf-builtin` knows, by key
public record BrokerServiceFactory(Environment environment, Supplier<Map<String, String>> builtins)
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
