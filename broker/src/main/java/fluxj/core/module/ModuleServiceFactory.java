package fluxj.core.module;

import fluxj.service.Modules;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `module` service over a broker's modules.
public record ModuleServiceFactory(Modules modules) implements ServiceFactory {
    @Override
    public String name() {
        return "module";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ModuleService(context, modules);
    }
}
