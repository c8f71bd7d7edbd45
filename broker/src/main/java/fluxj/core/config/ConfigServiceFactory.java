package fluxj.core.config;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the built-in module `config`.
///
/// @param store where the object in force is kept
public record ConfigServiceFactory(ConfigStore store) implements ServiceFactory {
    @Override
    public String name() {
        return "config";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ConfigService(context, store);
    }
}
