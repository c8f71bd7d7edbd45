package fluxj.bootstrap;

import fluxj.bootstrap.BootstrapMethod.Membership;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the core service `bootstrap`.
public record BootstrapServiceFactory(BootstrapMethod method, Membership membership)
        implements ServiceFactory {
    @Override
    public String name() {
        return "bootstrap";
    }

    @Override
    public Service create(ServiceContext context) {
        return new BootstrapService(context.attributes(), method, membership);
    }
}
