package fluxj.services.contentsqlite;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `content-sqlite` module.
public record ContentSqliteServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "content-sqlite";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ContentSqliteService(context);
    }
}
