package fluxj.services.content;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `content` module.
public record ContentServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "content";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ContentService(context);
    }
}
