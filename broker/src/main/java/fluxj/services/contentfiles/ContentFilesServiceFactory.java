package fluxj.services.contentfiles;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `content-files` module.
public record ContentFilesServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "content-files";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ContentFilesService(context);
    }
}
