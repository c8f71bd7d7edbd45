package fluxj.services.groups;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the built-in module `groups`.
public record GroupsServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "groups";
    }

    @Override
    public Service create(ServiceContext context) {
        return new GroupsService(context);
    }
}
